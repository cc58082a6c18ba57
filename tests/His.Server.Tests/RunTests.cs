using System.Diagnostics;

namespace His.Server.Tests;

/// <summary><c>./run</c> of a checkout: where it keeps its data, and that it says so.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task ACheckout_KeepsItsDataInItself_AndSaysWhere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is a shell script.");
        using var checkout = await CheckoutAsync();
        using var home = new TemporaryFolder();

        using var first = await StartAsync(checkout, home);
        Assert.Equal(Path.Combine(checkout.Name, ".data"), first.Data);
        Assert.True(File.Exists(Path.Combine(first.Data, "his.db")));
        Assert.Empty(Directory.GetFileSystemEntries(home.Name));

        // Another checkout of the same user, at the same time.
        using var other = await CheckoutAsync();
        using var second = await StartAsync(other, home);
        Assert.Equal(Path.Combine(other.Name, ".data"), second.Data);
    }

    [Fact]
    public async Task ToldOtherwise_ItKeepsThemThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is a shell script.");
        using var checkout = await CheckoutAsync();
        using var home = new TemporaryFolder();
        var (byWord, byEnvironment) = (Path.Combine(home.Name, "word"), Path.Combine(home.Name, "environment"));

        using (var first = await StartAsync(checkout, home, $"--His:DataDirectory={byWord}"))
        {
            Assert.Equal(byWord, first.Data);
        }

        using (var second = await StartAsync(checkout, home, environment: $"His__DataDirectory={byEnvironment}"))
        {
            Assert.Equal(byEnvironment, second.Data);
        }

        Assert.False(Directory.Exists(Path.Combine(checkout.Name, ".data")));
    }

    [Fact]
    public async Task ATest_HasNoDataFolderByDefault()
    {
        var (exitCode, _, errors) = await Programs.HisAsync("--urls=http://127.0.0.1:0");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("HIS does not start: The data folder /dev/null/", errors, StringComparison.Ordinal);
    }

    /// <summary>As much of a checkout as the script looks at, with a HIS that is built.</summary>
    private static async Task<TemporaryFolder> CheckoutAsync()
    {
        var checkout = new TemporaryFolder();
        foreach (var name in new[] { "run", "global.json", "Directory.Build.props", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(Repository.Root, name), Path.Combine(checkout.Name, name));
        }

        var built = Directory.CreateDirectory(Path.Combine(checkout.Name, "src", "His.Server", "bin", "Release", "net10.0"));
        var (copied, _, errors) = await Programs.RunAsync("cp", "-rs", AppContext.BaseDirectory + ".", built.FullName);
        Assert.True(copied == 0, errors);
        var (_, stamp, _) = await Programs.RunAsync(
            "bash",
            "-c",
            $"root={checkout.Name}; {FunctionOfRun("fingerprint")}; fingerprint src Directory.Build.props Directory.Packages.props global.json"
        );
        await File.WriteAllTextAsync(Path.Combine(built.FullName, ".built"), stamp.TrimEnd());
        return checkout;
    }

    private static string FunctionOfRun(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "run"))
            .SkipWhile(line => !line.StartsWith($"{name}()", StringComparison.Ordinal))
            .ToList();
        return string.Join('\n', lines.Take(lines.IndexOf("}") + 1));
    }

    private static async Task<Started> StartAsync(
        TemporaryFolder checkout,
        TemporaryFolder home,
        string? setting = null,
        string environment = "NOTHING=1"
    )
    {
        var process = Programs.Start(
            "env",
            [
                "-u",
                "His__DataDirectory",
                "-u",
                "XDG_DATA_HOME",
                $"HOME={home.Name}",
                "DOTNET_CLI_HOME=/tmp",
                environment,
                Path.Combine(checkout.Name, "run"),
                "--urls=http://127.0.0.1:0",
                "--His:Storage:ReserveMebibytes=1",
                .. setting is null ? Array.Empty<string>() : [setting],
            ]
        );
        while (true)
        {
            var line =
                await TestTimeout.Wait(process.StandardOutput.ReadLineAsync(), "the data folder")
                ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
            if (line.Contains("  Data:", StringComparison.Ordinal))
            {
                return new Started(process, line.Split("Data:")[1].Trim());
            }
        }
    }

    /// <summary>A HIS that has said where its data is; the script has become it.</summary>
    private sealed record Started(Process Process, string Data) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
