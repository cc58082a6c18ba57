using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace His.Simulation;

/// <summary>
/// Proves that the simulation has teeth: each mutant is the core with one thing made wrong (mutants.txt), built from a copy, and
/// must be found by some seed.
/// </summary>
internal static class Mutants
{
    private const int Seeds = 100_000;
    private static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(10);

    /// <summary>Hunts mutants, and says how each hunt ended.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <param name="longest">How long each mutant is hunted at most.</param>
    /// <param name="only">Words of which one is in the name of each wanted mutant; empty for all of them.</param>
    /// <returns>0 if every mutant was found.</returns>
    public static int Run(string root, TimeSpan longest, string[] only)
    {
        var mutants = Read(Path.Combine(root, "tests", "His.Simulation", "mutants.txt"))
            .Where(mutant => only.Length == 0 || only.Any(word => mutant.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        var work = Path.Combine(root, "artifacts", "mutants");
        Prepare(root, work);
        if (
            only.Length == 0
            && Hunt(work, new Mutant("the core as it is", []), longest, out _) is var asItIs and not { Outcome: HuntOutcome.Survived }
        )
        {
            Console.WriteLine($"The core as it is does not survive ({asItIs}): whatever is found would prove nothing. eng/simulate");
            return 1;
        }

        var failed = 0;
        Console.WriteLine($"{"mutant", -76} {"s", 6}  found by");
        foreach (var mutant in mutants)
        {
            var result = Hunt(work, mutant, longest, out var seconds);
            failed += result.Outcome == HuntOutcome.Found ? 0 : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutant.Name, -76} {seconds, 6:0.0}  {result}"));
        }

        Console.WriteLine($"{mutants.Count - failed} mutants passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The table. A mutant is a line with a sharp, then for each change its file, the lines taken out and the lines put in.</summary>
    public static List<Mutant> Read(string table)
    {
        var mutants = new List<Mutant>();
        foreach (var line in File.ReadLines(table))
        {
            switch (line)
            {
                case ['#', ' ', .. var name]:
                    mutants.Add(new Mutant(name, []));
                    break;
                case ['-', .. var old]:
                    mutants[^1].Changes[^1].Old.AppendLine(old);
                    break;
                case ['+', .. var @new]:
                    mutants[^1].Changes[^1].New.AppendLine(@new);
                    break;
                case { Length: > 0 } and not [';', ..]:
                    mutants[^1].Changes.Add(new Edit(line, new StringBuilder(), new StringBuilder()));
                    break;
            }
        }

        return mutants;
    }

    /// <summary>The source of a file with one change made. Fails loudly where the change does not fit any more, or fits twice.</summary>
    public static string Mutated(string source, Edit change, string mutant)
    {
        var old = change.Old.ToString();
        var at = source.IndexOf(old, StringComparison.Ordinal);
        return old.Length == 0 || at < 0 || source.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0
            ? throw new InvalidOperationException(
                $"The mutant '{mutant}' does not fit {change.File} any more (found {(at < 0 ? "nowhere" : "twice")}):\n{old}"
            )
            : source.Replace(old, change.New.ToString(), StringComparison.Ordinal);
    }

    private static void Prepare(string root, string work)
    {
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        foreach (var project in new[] { "His", "His.Platform" })
        {
            Copy(Path.Combine(root, "src", project), Path.Combine(work, "src", project));
        }

        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" })
        {
            File.Copy(Path.Combine(root, file), Path.Combine(work, file));
        }

        Copy(AppContext.BaseDirectory, Path.Combine(work, "bin"));
        var (exitCode, said) = Build(work, "--nologo");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The core does not build in {work}:\n{said}");
        }
    }

    private static HuntResult Hunt(string work, Mutant mutant, TimeSpan longest, out double seconds)
    {
        var originals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in mutant.Changes)
        {
            var file = Path.Combine(work, "src", "His", change.File);
            var source = File.ReadAllText(file);
            originals.TryAdd(file, source);
            File.WriteAllText(file, Mutated(source, change, mutant.Name));
        }

        var began = Stopwatch.StartNew();
        try
        {
            if (Build(work, "--no-restore") is not { ExitCode: 0 })
            {
                return new HuntResult(HuntOutcome.NotBuilt, "it does not build");
            }

            File.Copy(
                Path.Combine(work, "src", "His", "bin", "Release", "net10.0", "His.dll"),
                Path.Combine(work, "bin", "His.dll"),
                overwrite: true
            );
            began.Restart();
            var (exitCode, said) = Execute(work, longest, Path.Combine(work, "bin", "His.Simulation.dll"), "hunt", "1", $"{Seeds}");
            return HuntResult.Of(exitCode, said);
        }
        finally
        {
            seconds = began.Elapsed.TotalSeconds;
            foreach (var (file, source) in originals)
            {
                File.WriteAllText(file, source);
            }
        }
    }

    private static (int? ExitCode, string Said) Build(string work, string more) =>
        Execute(
            work,
            LongestBuild,
            "build",
            Path.Combine(work, "src", "His"),
            "-c",
            "Release",
            "--nologo",
            "-v",
            "quiet",
            "-p:RunAnalyzers=false",
            "-p:TreatWarningsAsErrors=false",
            "-p:WarningLevel=0",
            more
        );

    /// <summary>What a program says, and its exit code: <see langword="null"/> if it has not come to its end in time.</summary>
    private static (int? ExitCode, string Said) Execute(string folder, TimeSpan longest, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
                WorkingDirectory = folder,
            }
        )!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(longest))
        {
            process.Kill(entireProcessTree: true);
            return (null, "");
        }

        return (process.ExitCode, said.GetAwaiter().GetResult().Trim());
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}

/// <summary>The core with something made wrong.</summary>
internal sealed record Mutant(string Name, List<Edit> Changes);

/// <summary>A change in one file: some lines taken out, and others put in.</summary>
internal sealed record Edit(string File, StringBuilder Old, StringBuilder New);

/// <summary>How the hunt for a mutant ended.</summary>
internal enum HuntOutcome
{
    /// <summary>A seed breaks a rule.</summary>
    Found,

    /// <summary>No seed breaks a rule.</summary>
    Survived,

    /// <summary>It took too long. A core that hangs is found by a rule, so this says nothing about the mutant.</summary>
    TimedOut,

    /// <summary>The simulation itself ended before it could say anything.</summary>
    BrokeOff,

    /// <summary>The mutant does not compile.</summary>
    NotBuilt,
}

/// <summary>How the hunt for a mutant ended. Only <see cref="HuntOutcome.Found"/> is a success.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Words">For people: the seed and the rule, or what went wrong.</param>
internal sealed record HuntResult(HuntOutcome Outcome, string Words)
{
    private const int LongestWords = 120;

    /// <summary>Reads what <c>hunt</c> said; its exit code is <see langword="null"/> if it was ended after the time it had.</summary>
    public static HuntResult Of(int? exitCode, string said) =>
        (exitCode, said.Split(' ', 4)) switch
        {
            (null, _) => new(HuntOutcome.TimedOut, "it timed out"),
            (0, ["found", var seeds, var seed, var rule]) => new(HuntOutcome.Found, $"seed {seed}, after {seeds}: {rule}"),
            (0, ["survives", var seeds]) => new(HuntOutcome.Survived, $"none of {seeds} seeds"),
            _ => new(HuntOutcome.BrokeOff, $"it broke off with exit code {exitCode}"),
        };

    public override string ToString() =>
        (Outcome == HuntOutcome.Found ? "" : "NOT FOUND: ") + (Words.Length <= LongestWords ? Words : Words[..LongestWords]);
}
