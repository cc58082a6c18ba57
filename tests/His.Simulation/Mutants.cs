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
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static int Run(string root, string[] only)
    {
        var mutants = Read(Path.Combine(root, "tests", "His.Simulation", "mutants.txt"))
            .Where(mutant => only.Length == 0 || only.Any(word => mutant.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
        var work = Path.Combine(root, "artifacts", "mutants");
        Prepare(root, work);
        if (only.Length == 0 && Hunt(work, new Mutant("the core as it is", []), out _) is var asItIs && !asItIs.StartsWith("survives", StringComparison.Ordinal))
        {
            Console.WriteLine($"The core as it is does not survive ({asItIs}): whatever is found would prove nothing. eng/simulate");
            return 1;
        }

        var survivors = 0;
        Console.WriteLine($"{"mutant",-64} {"seeds",7} {"s",6}  found by");
        foreach (var mutant in mutants)
        {
            var said = Hunt(work, mutant, out var seconds).Split(' ', 4);
            var isFound = said[0] == "found";
            survivors += isFound ? 0 : 1;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{mutant.Name,-64} {said[1],7} {seconds,6:0.0}  {(isFound ? Short(said[3]) : "NOT FOUND")}"));
        }

        Console.WriteLine($"{mutants.Count - survivors} mutants passed, {survivors} failed");
        return survivors == 0 ? 0 : 1;
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
            ? throw new InvalidOperationException($"The mutant '{mutant}' does not fit {change.File} any more (found {(at < 0 ? "nowhere" : "twice")}):\n{old}")
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
        Build(work, "--nologo");
    }

    private static string Hunt(string work, Mutant mutant, out double seconds)
    {
        var originals = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in mutant.Changes)
        {
            var file = Path.Combine(work, "src", "His", change.File);
            var source = File.ReadAllText(file);
            originals.TryAdd(file, source);
            File.WriteAllText(file, Mutated(source, change, mutant.Name));
        }

        try
        {
            Build(work, "--no-restore");
            File.Copy(Path.Combine(work, "src", "His", "bin", "Release", "net10.0", "His.dll"), Path.Combine(work, "bin", "His.dll"), overwrite: true);
            var began = Stopwatch.StartNew();
            var said = Execute(work, Longest, Path.Combine(work, "bin", "His.Simulation.dll"), "hunt", "1", $"{Seeds}") ?? "found 0 0 it never ends";
            seconds = began.Elapsed.TotalSeconds;
            return said.Trim();
        }
        finally
        {
            foreach (var (file, source) in originals)
            {
                File.WriteAllText(file, source);
            }
        }
    }

    private static void Build(string work, string more) =>
        _ = Execute(
            work, Longest, "build", Path.Combine(work, "src", "His"), "-c", "Release", "--nologo", "-v", "quiet", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:WarningLevel=0", more);

    /// <summary>What a program says; <see langword="null"/> where it does not come to its end.</summary>
    private static string? Execute(string folder, TimeSpan longest, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder })!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(longest))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }

        return process.ExitCode == 0 ? said.GetAwaiter().GetResult() : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed with {process.ExitCode}:\n{said.GetAwaiter().GetResult()}");
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

    private static string Short(string rule) => rule.Length <= 100 ? rule : rule[..100];
}

/// <summary>The core with something made wrong.</summary>
internal sealed record Mutant(string Name, List<Edit> Changes);

/// <summary>A change in one file: some lines taken out, and others put in.</summary>
internal sealed record Edit(string File, StringBuilder Old, StringBuilder New);
