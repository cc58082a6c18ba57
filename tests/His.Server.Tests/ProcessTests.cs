using System.Diagnostics;

namespace His.Server.Tests;

/// <summary>The process as whoever starts it sees it, and a client that is none of ours.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task WrongSetting_EndsTheProcessWithASentenceAndNoStack()
    {
        var (exitCode, _, errors) = await RunAsync("dotnet", Server, "--His:Bus:Pingevry=1");

        Assert.Equal(1, exitCode);
        Assert.Equal("HIS does not start: His:Bus:Pingevry is no setting of HIS. --help lists them all.", errors.Trim());
    }

    [Fact]
    public async Task AddressInUse_EndsTheProcessWithASentence()
    {
        await using var his = await RunningHis.StartAsync();

        var (exitCode, _, errors) = await RunAsync("dotnet", Server, $"--urls={his.Address}");

        Assert.Equal(1, exitCode);
        Assert.Contains("urls", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TellsTheAddress_TheAgents_AndAPasswordThatWorks_AndStopsCleanly()
    {
        using var process = Start("dotnet", Server, "--urls=http://127.0.0.1:0");
        var password = "";
        while (password.Length == 0)
        {
            var line = await Patience.Wait(process.StandardOutput.ReadLineAsync(), "the password") ?? throw new InvalidOperationException("The process ended.");
            password = line.Contains("Password: ", StringComparison.Ordinal) ? line.Split(": ")[1] : "";
        }

        using var interrupt = Start("kill", "-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Patience.Wait(process.WaitForExitAsync(), "the end");

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
            var (installed, _, errors) = await RunAsync("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund");
            Assert.True(installed == 0, errors);
        }

        var (exitCode, said, wrong) = await RunAsync("node", Path.Combine(folder, "log-in-and-out.mjs"), his.Bus.ToString(), RunningHis.Password);

        Assert.True(exitCode == 0, wrong);
        Assert.Equal("alice is in\nsession.event.disposed\nalice is out\n1000 logged out\n", said);
    }

    private static string Server => Path.Combine(AppContext.BaseDirectory, "His.Server.dll");

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await Patience.Wait(process.WaitForExitAsync(), $"the end of {program}");
        return (process.ExitCode, await output, await errors);
    }
}
