using System.Diagnostics;
using System.Net.Http.Json;

namespace His.Server.Tests;

/// <summary>The programs in <c>samples/</c>, run as their README says, against a real HIS.</summary>
public sealed class SamplesTests
{
    private const string Key = "a-key-of-this-test-0123456789-abcdef";

    [Theory]
    [InlineData("agent.py")]
    [InlineData("agent.mjs")]
    public async Task AnAgent_TakesACall_ResumesAfterALostConnection_WrapsUp_AndLogsOutWithAReason(string sample)
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        var reason = new { code = "END", label = "End of shift" };
        var reasons = new
        {
            requirement = "Required",
            freeText = false,
            reasons = new[] { reason },
        };
        await his.Http.PutAsJsonAsync("/simulator/settings", new { logoutReason = reasons });
        using var relay = new TcpRelay(his.Bus);
        using var agent = new Agent(sample, relay.Address);
        await agent.SeesAsync("channel.event.ready", "email");

        var offered = await his.Http.PostAsJsonAsync(
            "/simulator/agents/1001/interactions",
            new { type = "Telephony", party = "+15550100" }
        );
        var call = (string)(await offered.Content.ReadFromJsonAsync<JsonObject>())!["interactionId"]!;
        await agent.SeesAsync("interaction.event.updated", call, "Connected");
        relay.Cut();
        await his.Http.PostAsync(new Uri($"/simulator/interactions/{call}/end", UriKind.Relative), content: null);
        await agent.SeesAsync("interaction.event.updated", call, "Ended");
        await agent.SeesAsync("interaction.event.completed", call);
        agent.Interrupt();

        await agent.SeesAsync("session.event.disposed", "AgentRequest", "END");
        await agent.SeesAsync("closed: 1000 logged out");
        Assert.Equal(0, (await agent.EndAsync()).ExitCode);
        Assert.Equal("[]", await SessionsAsync(his));
    }

    [Theory]
    [InlineData("agent.py")]
    [InlineData("agent.mjs")]
    public async Task AnAgentWithAWrongPassword_IsToldSo_AndEnds(string sample)
    {
        await using var his = await RunningHis.StartAsync();
        using var agent = new Agent(sample, his.Bus, "wrong");

        var (exitCode, said) = await agent.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("password", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASupervisor_SeesWhoIsThere_AndLogsThemOut()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        using var agent = new Agent("agent.py", his.Bus);
        await agent.SeesAsync("channel.event.ready", "email");

        Assert.Equal((0, "1001 (alice): phone Ready, chat Ready, email Ready\n", ""), await SuperviseAsync(his, Key, "list"));
        Assert.Equal((0, "logged out\n", ""), await SuperviseAsync(his, Key, "logout", "1001", "--by", "carol", "--cause", "Maintenance"));
        await agent.SeesAsync("closed: 4002 logged out by supervisor");
        Assert.Equal((1, "", "1001 is not logged in\n"), await SuperviseAsync(his, Key, "cancel", "1001"));
        var (exitCode, _, errors) = await SuperviseAsync(his, "wrong", "list");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("HIS refused with 401", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASupervisor_OrdersALogoutForLater_AndTakesItBack()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        using var agent = new Agent("agent.mjs", his.Bus);
        await agent.SeesAsync("channel.event.ready", "email");
        await his.Http.PostAsJsonAsync("/simulator/agents/1001/interactions", new { type = "Telephony", party = "+15550100" });
        await agent.SeesAsync("interaction.event.updated", "Connected");

        var later = await SuperviseAsync(his, Key, "logout", "1001", "--by", "carol", "--interactions", "Wait");

        Assert.Equal((0, "will be logged out when no interaction is ongoing\n", ""), later);
        Assert.Equal((0, "stays logged in\n", ""), await SuperviseAsync(his, Key, "cancel", "1001"));
        await agent.SeesAsync("session.event.logoutpending", "false");
    }

    /// <summary>Debian's Python, for which Debian has the package that a sample needs; elsewhere whichever there is.</summary>
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static string PathOf(string sample) => Path.Combine(Repository.Root, "samples", sample);

    private static Task<(int ExitCode, string Output, string Errors)> SuperviseAsync(
        RunningHis his,
        string key,
        params string[] arguments
    ) =>
        Programs.RunAsync(
            "env",
            [$"HIS_URL={his.Address.GetLeftPart(UriPartial.Authority)}", $"HIS_KEY={key}", Python, PathOf("supervisor.py"), .. arguments]
        );

    private static async Task<string> SessionsAsync(RunningHis his)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sessions");
        request.Headers.Authorization = new("Bearer", Key);
        using var answer = await his.Http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A sample of an agent that runs.</summary>
    private sealed class Agent(string sample, Uri bus, string password = RunningHis.Password) : IDisposable
    {
        private readonly Process _process = Programs.Start(
            "env",
            [
                $"HIS_BUS={bus}",
                $"HIS_PASSWORD={password}",
                .. sample.EndsWith(".py", StringComparison.Ordinal) ? [Python] : Node,
                PathOf(sample),
            ]
        );

        private static string[] Node => ["node", "--experimental-websocket"];

        /// <summary>Waits until it has printed a line with all of these.</summary>
        public async Task SeesAsync(params string[] words)
        {
            while (true)
            {
                var line =
                    await TestTimeout.Wait(_process.StandardOutput.ReadLineAsync(), string.Join(' ', words))
                    ?? throw new InvalidOperationException(
                        $"It ended without {string.Join(' ', words)}: {await _process.StandardError.ReadToEndAsync()}"
                    );
                if (words.All(word => line.Contains(word, StringComparison.Ordinal)))
                {
                    return;
                }
            }
        }

        public void Interrupt()
        {
            using var kill = Programs.Start("kill", "-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            kill.WaitForExit();
        }

        /// <summary>Waits for its end. Returns its exit code and what it had still to say.</summary>
        public async Task<(int ExitCode, string Output)> EndAsync()
        {
            var output = _process.StandardOutput.ReadToEndAsync();
            var errors = _process.StandardError.ReadToEndAsync();
            await TestTimeout.Wait(_process.WaitForExitAsync(), $"the end of {sample}");
            return (_process.ExitCode, await output + await errors);
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
