using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace His.Tests;

/// <summary>The packages of others that HIS and MediaBar are built with (docs/security.md, 50 to 53).</summary>
public partial class PackagesTests
{
    [Fact]
    public void EachHasItsReason()
    {
        var rows = File.ReadLines(Path.Combine(Root(), "docs", "decisions", "0002-dependencies.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => Words().Matches(line.Split('|')[1]).Select(it => it.Value))
            .ToHashSet(StringComparer.Ordinal);
        var named = Versions().Select(it => it.Name).Concat(NodePackages().Select(it => it.Name)).ToList();
        Assert.Contains("lit", named);
        Assert.Contains("xunit.v3.assert", named);
        Assert.Empty(named.Except(rows, StringComparer.Ordinal));
    }

    [Fact]
    public void EachHasOneVersion_AndNoOther()
    {
        Assert.All(Versions(), it => Assert.Matches(@"^\[[0-9.]+\]$", it.Version));
        Assert.All(NodePackages(), it => Assert.Matches("^(npm:@?[a-z0-9/-]+@)?[0-9.]+$", it.Version));
        Assert.All(Projects(), project => Assert.DoesNotContain("VersionOverride", File.ReadAllText(project), StringComparison.Ordinal));
    }

    [Fact]
    public void EveryProject_HasItsLockFile_WhichABuildServerKeepsTo()
    {
        var projects = Projects().ToList();
        Assert.NotEmpty(projects);
        Assert.All(projects, it => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(it)!, "packages.lock.json")), it));
        Assert.All(NodeProjects(), it => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(it)!, "package-lock.json")), it));

        var properties = XDocument.Load(Path.Combine(Root(), "Directory.Build.props")).Descendants().ToList();
        Assert.Equal("true", properties.Single(it => it.Name.LocalName == "RestorePackagesWithLockFile").Value);
        var locked = properties.Single(it => it.Name.LocalName == "RestoreLockedMode");
        Assert.Equal(("true", "'$(CI)' == 'true'"), (locked.Value, (string?)locked.Attribute("Condition")));
        Assert.Equal("true", properties.Single(it => it.Name.LocalName == "TreatWarningsAsErrors").Value);

        Assert.Contains("\nexport CI=true\nexec ", File.ReadAllText(Path.Combine(Root(), ".ci", "run")), StringComparison.Ordinal);
        var scripts = new[] { "run", "test" }.Select(it => File.ReadAllText(Path.Combine(Root(), it))).ToList();
        Assert.All(scripts, it => Assert.DoesNotContain("npm install", it, StringComparison.Ordinal));
        Assert.All(scripts, it => Assert.Contains("npm ci", it, StringComparison.Ordinal));
    }

    [Fact]
    public void AWarningOfAKnownHole_IsKeptFromNobody_AndStopsTheBuild()
    {
        var properties = Projects()
            .Append(Path.Combine(Root(), "Directory.Build.props"))
            .Append(Path.Combine(Root(), "Directory.Packages.props"))
            .SelectMany(file => XDocument.Load(file).Descendants())
            .ToList();

        // The audit of a restore is on by itself, for all packages and all severities; it could only be switched off.
        Assert.DoesNotContain(properties, it => it.Name.LocalName.StartsWith("NuGetAudit", StringComparison.Ordinal));
        Assert.DoesNotContain(
            properties,
            it => it.Name.LocalName is "NoWarn" or "WarningsNotAsErrors" && it.Value.Contains("NU", StringComparison.OrdinalIgnoreCase)
        );
        Assert.All(properties.Where(it => it.Name.LocalName == "TreatWarningsAsErrors"), it => Assert.Equal("true", it.Value));
    }

    [Fact]
    public void ABuild_IsDeterministic_AndOnABuildServerKnowsNoPathOfTheMachine()
    {
        var properties = XDocument.Load(Path.Combine(Root(), "Directory.Build.props")).Descendants().ToList();
        Assert.Equal("true", properties.Single(it => it.Name.LocalName == "Deterministic").Value);
        Assert.Equal("true", properties.Single(it => it.Name.LocalName == "ContinuousIntegrationBuild").Value);
        Assert.All(Projects(), project => Assert.DoesNotContain("<Deterministic>", File.ReadAllText(project), StringComparison.Ordinal));
        Assert.All(
            Projects(),
            project => Assert.DoesNotContain("*</AssemblyVersion>", File.ReadAllText(project), StringComparison.Ordinal)
        );
    }

    private static IEnumerable<(string Name, string Version)> Versions() =>
        XDocument
            .Load(Path.Combine(Root(), "Directory.Packages.props"))
            .Descendants()
            .Where(it => it.Name.LocalName == "PackageVersion")
            .Select(it => ((string)it.Attribute("Include")!, (string)it.Attribute("Version")!));

    private static IEnumerable<(string Name, string Version)> NodePackages() =>
        from file in NodeProjects()
        let project = JsonNode.Parse(File.ReadAllText(file))!
        from kind in new[] { "dependencies", "devDependencies" }
        from package in project[kind]?.AsObject() ?? []
        select (package.Key, (string)package.Value!);

    private static IEnumerable<string> Projects() => Files("*.csproj");

    private static IEnumerable<string> NodeProjects() => Files("package.json");

    private static IEnumerable<string> Files(string pattern) =>
        Directory
            .EnumerateDirectories(Root())
            .Where(folder => Path.GetFileName(folder) is not (['.', ..] or "artifacts"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules" or "artifacts"));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"[@\w][\w.@/-]*", RegexOptions.None, 10_000)]
    private static partial Regex Words();
}
