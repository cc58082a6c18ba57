namespace His.Server.Tests;

/// <summary>The process as whoever starts it sees it, and a client that is none of ours.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task WrongSetting_EndsTheProcessWithASentenceAndNoStack()
    {
        var (exitCode, _, errors) = await Programs.RunAsync("env", "His__Bus__Pingevry=1", "dotnet", Programs.Server);

        Assert.Equal(1, exitCode);
        Assert.Equal("HIS does not start: Unknown setting 'His:Bus:Pingevry'. Run with --help to list all settings.", errors.Trim());
    }

    [Theory]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED")]
    [InlineData("DOTNET_FORWARDEDHEADERS_ENABLED")]
    [InlineData("FORWARDEDHEADERS_ENABLED")]
    public async Task WhereForwardersWouldBeBelieved_HisDoesNotStart(string variable)
    {
        var (exitCode, _, errors) = await Programs.RunAsync(
            "env",
            $"{variable}=true",
            "dotnet",
            Programs.Server,
            "--His:Storage:Kind=None",
            "--urls=http://127.0.0.1:0"
        );

        Assert.Equal(1, exitCode);
        Assert.StartsWith("HIS does not start: ForwardedHeaders_Enabled", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddressInUse_EndsTheProcessWithASentence()
    {
        await using var his = await RunningHis.StartAsync();

        var (exitCode, _, errors) = await Programs.HisAsync("--His:Storage:Kind=None", $"--urls={his.Address}");

        Assert.Equal(1, exitCode);
        Assert.Contains("urls", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TellsTheAddress_TheAgents_AndAPasswordThatWorks_AndStopsCleanly()
    {
        using var process = Programs.Start("dotnet", Programs.Server, "--His:Storage:Kind=None", "--urls=http://127.0.0.1:0");
        var password = "";
        while (password.Length == 0)
        {
            var line =
                await TestTimeout.Wait(process.StandardOutput.ReadLineAsync(), "the password")
                ?? throw new InvalidOperationException("The process ended.");
            password = line.Contains("Password: ", StringComparison.Ordinal) ? line.Split(": ")[1] : "";
        }

        using var interrupt = Programs.Start("kill", "-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await TestTimeout.Wait(process.WaitForExitAsync(), "the end");

        Assert.Equal(16, password.Length);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task StockJsonRpcClient_LogsInAndOut()
    {
        await using var his = await RunningHis.StartAsync();
        var folder = Path.Combine(Repository.Root, "tests", "stock-client");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            var (installed, _, errors) = await Programs.RunAsync("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund");
            Assert.True(installed == 0, errors);
        }

        var (exitCode, said, wrong) = await Programs.RunAsync(
            "node",
            Path.Combine(folder, "log-in-and-out.mjs"),
            his.Bus.ToString(),
            RunningHis.Password
        );

        Assert.True(exitCode == 0, wrong);
        Assert.Equal("alice is in\nsession.event.disposed\nalice is out\n1000 logged out\n", said);
    }
}
