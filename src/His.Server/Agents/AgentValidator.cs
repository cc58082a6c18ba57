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
        !IsLine(agent.Id, MaxLength) ? "Id must have 1 to 64 characters and no control characters"
        : !IsLine(agent.Name, MaxLength) || agent.Name.Contains('|', StringComparison.Ordinal)
            ? "Name must have 1 to 64 characters, no control characters and no '|', which separates the records of switches"
        : !PasswordHashes.IsHash(agent.PasswordHash) ? "PasswordHash is missing or not a hash of HIS; create one with 'his agents hash'"
        : agent.Endpoint is not null && !IsWord(agent.Endpoint, 32, "_-")
            ? "Endpoint must have 1 to 32 letters, digits, dashes or underscores"
        : agent.Switch is not null && !IsWord(agent.Switch, 32, "._-")
            ? "Switch must have 1 to 32 letters, digits, dots, dashes or underscores"
        : agent.Queues.Count > MaxQueues || agent.Queues.Any(queue => !IsWord(queue, 79, "._-"))
            ? $"Queues must have at most {MaxQueues} names of 1 to 79 letters, digits, dots, dashes or underscores"
        : agent.Queues.Distinct(StringComparer.OrdinalIgnoreCase).Count() != agent.Queues.Count ? "Queues contains a duplicate"
        : (agent.Dial | AllClasses) != AllClasses ? "Dial must be None, or some of National, International, Premium"
        : null;

    /// <summary>The error of a new password; <see langword="null"/> for none.</summary>
    public static string? ValidatePassword(string password) =>
        password.Length < MinPasswordLength ? $"The password must have at least {MinPasswordLength} characters."
        : !IsLine(password, MaxPasswordLength)
            ? $"The password must not be blank, have more than {MaxPasswordLength} characters, or contain control characters."
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
