namespace His.Server.Commands;

/// <summary>Parts the words of a command from the settings among them.</summary>
/// <param name="Words">The command and what is its own; nothing for an ordinary start.</param>
/// <param name="Settings">As HIS takes them at a start: <c>--His:Data=/var/lib/his</c>, or the value as the next word.</param>
internal sealed record CommandWords(IReadOnlyList<string> Words, IReadOnlyList<string> Settings)
{
    public static CommandWords Of(IReadOnlyList<string> args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsSetting(args[i], isBeforeTheCommand: words.Count == 0))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
            {
                settings.Add(args[++i]);
            }
        }

        return new CommandWords(words, settings);
    }

    /// <summary>Before the command every option is one, behind it those of HIS alone: a command has options too.</summary>
    private static bool IsSetting(string word, bool isBeforeTheCommand) => isBeforeTheCommand
        ? word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal)
        : word.StartsWith("--His:", StringComparison.OrdinalIgnoreCase);
}
