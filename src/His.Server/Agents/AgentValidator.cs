using System.Globalization;
using System.Text;
using His.Platform;

namespace His.Server.Agents;

/// <summary>Validates agents of the directory, whatever their source. As strict as the bus; otherwise they could never log in.</summary>
internal static class AgentValidator
{
    public const int MinPasswordLength = 8;
    public const int MaxPasswordLength = 256;
    private const int MaxLength = 64;
    private const int MaxQueues = 500;
    private const DialClasses AllClasses = DialClasses.National | DialClasses.International | DialClasses.Premium;

    /// <summary>The first error, beginning with the member's name as the settings write it; <see langword="null"/> for none.</summary>
    public static string? Validate(AgentRecord agent) =>
        !IsLine(agent.Id, MaxLength) ? "Id is missing, longer than 64, or has a control character"
        : !IsLine(agent.Name, MaxLength) || agent.Name.Contains('|', StringComparison.Ordinal)
            ? "Name is missing, longer than 64, or has a control character or a '|', which divides the records of switches"
        : !PasswordHashes.IsHash(agent.PasswordHash) ? "PasswordHash is missing or no hash of HIS; 'his agents hash' makes one"
        : agent.Endpoint is not null && !IsWord(agent.Endpoint, 32, "_-")
            ? "Endpoint is no endpoint: letters, digits, dash and underscore, at most 32"
        : agent.Switch is not null && !IsWord(agent.Switch, 32, "._-")
            ? "Switch is no name of a switch: letters, digits, dot, dash and underscore, at most 32"
        : agent.Queues.Count > MaxQueues || agent.Queues.Any(queue => !IsWord(queue, 79, "._-"))
            ? "Queues has what is no queue name: letters, digits, dot, dash and underscore, at most 79"
        : agent.Queues.Distinct(StringComparer.OrdinalIgnoreCase).Count() != agent.Queues.Count ? "Queues names one queue twice"
        : (agent.Dial | AllClasses) != AllClasses ? "Dial is none of None, National, International, Premium"
        : null;

    /// <summary>The error of a new password; <see langword="null"/> for none.</summary>
    public static string? ValidatePassword(string password) =>
        password.Length < MinPasswordLength ? $"The password is too short: at least {MinPasswordLength} characters."
        : !IsLine(password, MaxPasswordLength) ? $"The password is blank, longer than {MaxPasswordLength}, or has a control character."
        : null;

    private static bool IsLine(string? text, int longest) =>
        !string.IsNullOrWhiteSpace(text)
        && text.Length <= longest
        && !text.EnumerateRunes()
            .Any(rune =>
                Rune.GetUnicodeCategory(rune)
                    is UnicodeCategory.Control
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
            );

    private static bool IsWord(string? text, int longest, string marks) =>
        text is { Length: > 0 }
        && text.Length <= longest
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || marks.Contains(letter, StringComparison.Ordinal));
}
