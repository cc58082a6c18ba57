using System.Diagnostics;
using System.Globalization;

namespace His.Server.Tests;

/// <summary>What an operator installs: made as <c>eng/pack</c> makes it, installed into a folder, and started.</summary>
public sealed class PackageTests(PackageTests.Made made) : IClassFixture<PackageTests.Made>
{
    private static readonly string[] IntoARoot = ["--force-script-chrootless", "--force-depends"]; // nothing else is installed there

    [Fact]
    public async Task AnArchive_IsOneProgramWithItsFiles_ThatStartsAndServesMediaBar()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await Programs.RunAsync("tar", "-xzf", made.File("his-*-linux-x64.tar.gz"), "-C", folder.Name)).ExitCode);
        var program = Path.Combine(Directory.GetDirectories(folder.Name).Single(), "his");

        Assert.Equal(["LICENSE", "appsettings.json", "help", "his", "operations.md", "web"], Names(Path.GetDirectoryName(program)!));
        var (exitCode, version, _) = await Programs.RunAsync("env", $"HOME={folder.Name}", program, "--version");
        Assert.Equal(0, exitCode);
        Assert.StartsWith($"his {made.Version}\n", version, StringComparison.Ordinal);
        var (_, help, _) = await Programs.RunAsync("env", $"HOME={folder.Name}", program, "--help");
        Assert.Contains("The folder of MediaBar's build", help, StringComparison.Ordinal); // from the XML documents
        await StartsAsync(program, folder.Name);
    }

    [Fact]
    public async Task ADebianPackage_IsInstalled_Starts_IsUpgraded_AndIsRemoved_AndWhatBelongsToTheOperatorStays()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/dpkg"), "dpkg wants root");
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(root.Name, "var/lib/dpkg/info"));
        Directory.CreateDirectory(Path.Combine(root.Name, "var/lib/dpkg/updates"));
        await File.WriteAllTextAsync(Path.Combine(root.Name, "var/lib/dpkg/status"), "");
        var settings = Path.Combine(root.Name, "etc/his/appsettings.json");

        await DpkgAsync(root, "--install", made.File("his_*_amd64.deb"));
        Assert.Contains("his:x:", await File.ReadAllTextAsync(Path.Combine(root.Name, "etc/passwd")), StringComparison.Ordinal);
        await StartsAsync(Path.Combine(root.Name, "usr/bin/his"), root.Name);

        await File.AppendAllTextAsync(settings, "\n");
        var changed = await File.ReadAllTextAsync(settings);
        await DpkgAsync(root, "--install", made.File("his_*_amd64.deb"));
        Assert.Equal(changed, await File.ReadAllTextAsync(settings));

        await DpkgAsync(root, "--remove", "his");
        Assert.False(File.Exists(Path.Combine(root.Name, "usr/bin/his")));
        Assert.True(File.Exists(settings));
        Assert.True(File.Exists(Path.Combine(root.Name, "data/his.db")));
        await DpkgAsync(root, "--purge", "his");
        Assert.False(File.Exists(settings));
    }

    [Fact]
    public async Task TheUnit_IsUnderstoodBySystemd_AndHardened()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "there is no systemd");
        var unit = Path.Combine(Repository.Root, "eng/packaging/his.service");

        var (_, _, complaints) = await Programs.RunAsync("systemd-analyze", "verify", "--recursive-errors=no", unit);
        Assert.DoesNotContain(
            complaints.Split('\n'),
            line => line.Contains("his.service:", StringComparison.Ordinal) && !line.Contains("is not executable", StringComparison.Ordinal)
        );

        var (exitCode, exposure, _) = await Programs.RunAsync(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--threshold=20",
            "--no-pager",
            unit
        );
        Assert.True(exitCode == 0, exposure);
    }

    [Fact]
    public async Task MediaBar_HasTheVersionOfHis()
    {
        var package = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "mediabar", "package.json")));
        Assert.Equal(made.Version, (string?)package!["version"]);
    }

    [Fact]
    public async Task TheChecksums_AreThoseOfThePackages() =>
        Assert.Equal((0, ""), await SumsAsync("sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"));

    private async Task<(int ExitCode, string Output)> SumsAsync(params string[] command)
    {
        var (exitCode, output, _) = await Programs.RunAsync("env", [$"--chdir={made.Folder}", .. command]);
        return (exitCode, output);
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static async Task DpkgAsync(TemporaryFolder root, params string[] action)
    {
        var (exitCode, output, errors) = await Programs.RunAsync("dpkg", [$"--root={root.Name}", .. IntoARoot, .. action]);
        Assert.True(exitCode == 0, output + errors);
    }

    /// <summary>Starts the program, looks at what it serves, and stops it.</summary>
    private static async Task StartsAsync(string program, string folder)
    {
        var data = Path.Combine(folder, "data");
        using var his = Programs.Start("env", $"HOME={folder}", program, $"--His:DataDirectory={data}", "--urls=http://127.0.0.1:0");
        try
        {
            using var http = new HttpClient { BaseAddress = await AddressAsync(his) };
            Assert.Contains("ready", await http.GetStringAsync(new Uri("/health/ready", UriKind.Relative)), StringComparison.Ordinal);
            Assert.Contains("media-bar", await http.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
            Assert.NotEmpty(await http.GetStringAsync(new Uri("/media-bar.js", UriKind.Relative)));
            using var kill = Programs.Start("kill", "-TERM", his.Id.ToString(CultureInfo.InvariantCulture));
            await TestTimeout.Wait(his.WaitForExitAsync(), "the end of HIS");
            Assert.Equal(0, his.ExitCode);
        }
        finally
        {
            if (!his.HasExited)
            {
                his.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<Uri> AddressAsync(Process his)
    {
        while (true)
        {
            var line =
                await TestTimeout.Wait(his.StandardOutput.ReadLineAsync(), "the address")
                ?? throw new InvalidOperationException(await his.StandardError.ReadToEndAsync());
            if (line.Contains("MediaBar: ", StringComparison.Ordinal))
            {
                return new Uri(line.Split("MediaBar: ")[1].Trim());
            }
        }
    }

    /// <summary>The packages, made once for all tests.</summary>
    public sealed class Made : IAsyncLifetime
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("his-packages-").FullName;

        public string Version { get; } = typeof(HisServer).Assembly.GetName().Version!.ToString(3);

        public string File(string pattern) => Directory.GetFiles(Folder, pattern).Single();

        public async ValueTask InitializeAsync()
        {
            var program = Path.Combine(Repository.Root, "eng/pack");
            using var pack = Programs.Start(
                "env",
                $"HIS_PACK_OUTPUT={Folder}",
                "HIS_PACK_MEDIABAR=as-is",
                program,
                "linux-x64",
                "deb-amd64"
            );
            var errors = pack.StandardError.ReadToEndAsync();
            await TestTimeout.Wait(pack.WaitForExitAsync(), "the packages", TimeSpan.FromMinutes(10));
            Assert.True(pack.ExitCode == 0, await errors);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
