using His.Server.Platforms;
using His.Server.Settings;

namespace His.Server.Commands;

/// <summary>The command line, taken apart: settings, the words of a command, and what is neither.</summary>
/// <param name="Words">The command and what is its own; nothing for an ordinary start.</param>
/// <param name="Settings">As HIS takes them at a start: <c>--His:DataDirectory=/var/lib/his</c>, or the value as the next word.</param>
internal sealed record CommandLineArguments(IReadOnlyList<string> Words, IReadOnlyList<string> Settings)
{
    /// <summary>The first option that HIS does not know or that lacks its value, in a sentence; <see langword="null"/> for none.</summary>
    public string? Error { get; private init; }

    /// <summary>Whether somebody asks what HIS can do, or what the command can.</summary>
    public bool WantsHelp { get; private init; }

    /// <summary>Whether somebody asks which HIS this is.</summary>
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
                problem ??= wrong; // and what stands behind it is looked at for itself, for it may be innocent
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

    /// <summary>Before the command every option is one, behind it those of HIS alone: a command has options too.</summary>
    private static bool IsSetting(string arg, bool isBeforeTheCommand) => isBeforeTheCommand
        ? arg.StartsWith('-') || arg.StartsWith('/') || HasValue(arg)
        : arg.StartsWith("--His:", StringComparison.OrdinalIgnoreCase);

    private static bool HasValue(string arg) => arg.Contains('=', StringComparison.Ordinal);

    /// <summary>
    /// An option without a value must not take the next option for it: that one would be gone without a word. A value that looks like an
    /// option is written behind a <c>=</c>.
    /// </summary>
    private static string? ProblemOf(string arg, string? next, IReadOnlyList<string> args)
    {
        var option = arg.Split('=', 2)[0];
        var key = option.StartsWith("--", StringComparison.Ordinal) ? option[2..] : option.StartsWith('/') ? option[1..] : option;
        return !KnownSettings.Has(key) && !IsOfAPlatform(key, args) ? $"{option} is no option of HIS. --help lists them all."
            : !HasValue(arg) && (next is null || next.StartsWith("--", StringComparison.Ordinal)) ? $"{option} has no value. It is written {option}=VALUE."
            : null;
    }

    /// <summary>Whether it is a setting of a platform that the settings name; the platform says at the start which settings it has.</summary>
    private static bool IsOfAPlatform(string key, IReadOnlyList<string> args)
    {
        try
        {
            var declared = CommandLine.Settings([.. args.Where(arg => arg.StartsWith("--His:Platforms:", StringComparison.OrdinalIgnoreCase) && HasValue(arg))]);
            return PlatformCatalog.Of(declared).Names.Except(PlatformCatalog.Shipped.Names, StringComparer.OrdinalIgnoreCase)
                .Any(name => key.StartsWith($"His:{name}:", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false; // a file of settings is broken, which the start says
        }
    }
}
