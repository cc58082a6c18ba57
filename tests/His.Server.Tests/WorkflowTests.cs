using YamlDotNet.RepresentationModel;

namespace His.Server.Tests;

/// <summary>The workflow of the build service, as far as it can be checked without one.</summary>
public sealed class WorkflowTests
{
    private static readonly string[] KnownPrograms = ["apt-get", "dotnet", "git"];

    [Fact]
    public void EveryCommandOfTheWorkflow_Exists()
    {
        var commands = Jobs().SelectMany(CommandsOf).ToList();

        Assert.Contains(".ci/run", commands);
        Assert.Contains("eng/mutants", commands);
        foreach (var words in commands.SelectMany(command => command.Split("&&")).Select(command => command.Trim().Split(' ')))
        {
            if (!words[0].Contains('/', StringComparison.Ordinal))
            {
                Assert.Contains(words[0], KnownPrograms);
                continue;
            }

            var path = Path.Combine(Repository.Root, words[0]);
            Assert.True(File.Exists(path), $"{words[0]} does not exist");
            var isProgram = OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
            Assert.True(isProgram, $"{words[0]} cannot be executed");
        }
    }

    [Fact]
    public void EveryJob_EndsInTime_AndItsActionsHaveAVersion()
    {
        foreach (var job in Jobs())
        {
            Assert.InRange(int.Parse((string)job["timeout-minutes"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 360);
            Assert.NotEmpty(Steps(job));
            foreach (var action in Steps(job).Where(step => step.Children.ContainsKey("uses")))
            {
                Assert.Matches("^actions/[a-z-]+@v[0-9]+$", (string)action["uses"]!);
            }
        }
    }

    [Fact]
    public void TheWorkflow_MayReadTheRepository_AndNothingElse()
    {
        var permission = Assert.Single((YamlMappingNode)Workflow()["permissions"]);
        Assert.Equal(("contents", "read"), ((string)permission.Key!, (string)permission.Value!));
    }

    private static YamlMappingNode Workflow()
    {
        using var file = File.OpenText(Path.Combine(Repository.Root, ".github", "workflows", "ci.yml"));
        var yaml = new YamlStream();
        yaml.Load(file);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<YamlMappingNode> Jobs() => ((YamlMappingNode)Workflow()["jobs"]).Children.Values.Cast<YamlMappingNode>();

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) => ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>();

    /// <summary>What a job runs; a command that comes from its matrix is each of those.</summary>
    private static IEnumerable<string> CommandsOf(YamlMappingNode job)
    {
        foreach (var run in Steps(job).Where(step => step.Children.ContainsKey("run")).Select(step => (string)step["run"]!))
        {
            if (run != "${{ matrix.command }}")
            {
                yield return run;
                continue;
            }

            foreach (var entry in ((YamlSequenceNode)job["strategy"]["matrix"]["include"]).Cast<YamlMappingNode>())
            {
                yield return (string)entry["command"]!;
            }
        }
    }
}
