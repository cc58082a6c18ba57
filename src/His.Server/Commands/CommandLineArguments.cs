using His.Server.Platforms;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>The parsed command line: settings, the words of a command, and errors.</summary>
/// <param name="Words">The command with its arguments and options; empty for an ordinary start.</param>
/// <param name="Settings">The settings as at a start: <c>--His:DataDirectory=/var/lib/his</c>, or the value as the next word.</param>
internal sealed record CommandLineArguments(IReadOnlyList<string> Words, IReadOnlyList<string> Settings)
{
    /// <summary>A message about the first option that is unknown or lacks its value; <see langword="null"/> for none.</summary>
    public string? Error { get; private init; }

    /// <summary>Whether help is requested, for HIS or for the command.</summary>
    public bool WantsHelp { get; private init; }

    /// <summary>Whether the version is requested.</summary>
    public bool WantsVersion { get; private init; }

    public static CommandLineArguments Of(IReadOnlyList<string> args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        var (wantsHelp, wantsVersion, problem) = (false, false, (string?)null);
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (words.Count == 0 && arg is "--help" or "-h" or "-?")
            {
                wantsHelp = true;
            }
            else if (words.Count == 0 && arg is "--version")
            {
                wantsVersion = true;
            }
            else if (!IsSetting(arg, isBeforeTheCommand: words.Count == 0))
            {
                words.Add(arg);
            }
            else if (ProblemOf(arg, args.ElementAtOrDefault(i + 1), args) is { } wrong)
            {
                problem ??= wrong; // the next word is parsed on its own; it may be valid
            }
            else
            {
                settings.Add(arg);
                if (!HasValue(arg))
                {
                    settings.Add(args[++i]);
                }
            }
        }

        return new CommandLineArguments(wantsHelp && words.Count > 0 ? [.. words, "--help"] : words, settings)
        {
            Error = problem,
            WantsHelp = wantsHelp,
            WantsVersion = wantsVersion,
        };
    }

    /// <summary>
    /// Before the command, every option is a setting; after it, only options of HIS, because a command has its own options.
    /// </summary>
    private static bool IsSetting(string arg, bool isBeforeTheCommand) =>
        isBeforeTheCommand
            ? arg.StartsWith('-') || arg.StartsWith('/') || HasValue(arg)
            : arg.StartsWith("--His:", StringComparison.OrdinalIgnoreCase);

    private static bool HasValue(string arg) => arg.Contains('=', StringComparison.Ordinal);

    /// <summary>
    /// Returns the error of an option; <see langword="null"/> for none. An option without a value must not consume the next option, which
    /// would then be silently lost. A value that looks like an option is written after a <c>=</c>.
    /// </summary>
    private static string? ProblemOf(string arg, string? next, IReadOnlyList<string> args)
    {
        var option = arg.Split('=', 2)[0];
        var key =
            option.StartsWith("--", StringComparison.Ordinal) ? option[2..]
            : option.StartsWith('/') ? option[1..]
            : option;
        return !KnownSettings.Has(key) && !IsOfAPlatform(key, args) ? $"Unknown option '{option}'. Run with --help to list all options."
            : !HasValue(arg) && (next is null || next.StartsWith("--", StringComparison.Ordinal))
                ? $"{option} has no value. Write {option}=VALUE."
            : null;
    }

    /// <summary>
    /// Whether the key may be a setting of a platform named in the settings; the platform validates its settings at the start.
    /// </summary>
    private static bool IsOfAPlatform(string key, IReadOnlyList<string> args)
    {
        try
        {
            var declared = CommandLine.Settings([
                .. args.Where(arg => arg.StartsWith("--His:Platforms:", StringComparison.OrdinalIgnoreCase) && HasValue(arg)),
            ]);
            return PlatformCatalog
                .Of(declared)
                .Names.Except(PlatformCatalog.Shipped.Names, StringComparer.OrdinalIgnoreCase)
                .Any(name => key.StartsWith($"His:{name}:", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false; // a settings file is invalid, which the start reports
        }
    }
}
