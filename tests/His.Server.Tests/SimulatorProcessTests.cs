using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace His.Server.Tests;

/// <summary>The simulated switch in a process of its own, as whoever starts it sees it, and a HIS that finds it, loses it and finds it again.</summary>
public sealed class SimulatorProcessTests
{
    [Theory]
    [InlineData(1, "--port", "70000", "His:Simulator: Port and PanelPort must be between 0 and 65535.")]
    [InlineData(
        1,
        "--His:Simulator:Host=0.0.0.0",
        "--port=0",
        "His:Simulator: Host is '0.0.0.0'; it must be a loopback address, such as 127.0.0.1."
    )]
    [InlineData(2, "--His:Simulator:Hosts=1", "--port=0", "Unknown option '--His:Simulator:Hosts'. Run with --help to list all options.")]
    public async Task WhatIsWrong_IsSaidInASentence(int expected, string one, string other, string sentence)
    {
        var (exitCode, _, errors) = await Programs.HisAsync("simulator", one, other);

        Assert.Equal(expected, exitCode);
        Assert.Equal(sentence, errors.Trim());
    }

    [Fact]
    public async Task APortThatIsInUse_IsSaid()
    {
        using var first = await Simulator.StartAsync();

        var (exitCode, _, errors) = await Programs.HisAsync("simulator", $"--port={first.Port}", "--panel=0");
        Assert.Equal(1, exitCode);
        Assert.Matches($"^The simulator cannot listen on 127.0.0.1:{first.Port}: .*--port, or His:Simulator:Port", errors);

        (exitCode, _, errors) = await Programs.HisAsync("simulator", "--port=0", $"--panel={first.Panel.Port}");
        Assert.Equal(1, exitCode);
        Assert.Contains("--panel, or His:Simulator:PanelPort", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHis_FindsTheSwitch_LosesIt_AndFindsTheNextOne()
    {
        var first = await Simulator.StartAsync();
        await using var his = await RunningHis.StartAsync(
            "Simulator:Mode=Separate",
            $"Simulator:Port={first.Port}",
            "RetryInterval=00:00:01"
        );
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        Assert.True(await IsReadyAsync(his));
        Assert.True(await IsReadyAsync(first.Panel));
        var offered = await his.Http.PostAsJsonAsync(
            "/simulator/agents/1001/interactions",
            new { type = "Telephony", party = "+15550100" }
        );
        Assert.Equal(HttpStatusCode.Created, offered.StatusCode);
        await alice.HearEventAsync("interaction.event.created");
        var wrong = await his.Http.PostAsJsonAsync("/simulator/faults", new { operation = "Dance" });
        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/problem+json"),
            (wrong.StatusCode, wrong.Content.Headers.ContentType?.MediaType)
        );

        var port = first.Port;
        first.Dispose();

        await alice.HearEventAsync("channel.event.unavailable");
        using var bob = await his.ConnectAsync();
        Assert.Equal("SwitchUnavailable", (await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002"))).Failure());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await his.Http.GetAsync("/simulator/agents/1001")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await his.Http.GetAsync("/health/ready")).StatusCode);

        // The new switch has never heard of alice: that is the truth, and her session ends by it.
        using var next = await Simulator.StartAsync(port);
        Assert.Equal("4003 logged out by the switch", await alice.HearEndAsync());
        Assert.True((await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002"))).IsSuccess());
    }

    private static async Task<bool> IsReadyAsync(RunningHis his) => await IsReadyAsync(his.Address);

    private static async Task<bool> IsReadyAsync(Uri panel)
    {
        using var http = new HttpClient { BaseAddress = panel };
        var truth = await http.GetFromJsonAsync<JsonNode>("/simulator/agents/1001");
        return truth!["channels"]![0]!["ready"]!.GetValue<bool>();
    }

    private sealed class Simulator : IDisposable
    {
        private readonly Process _process;

        private Simulator(Process process, int port, Uri panel) => (this._process, Port, Panel) = (process, port, panel);

        public int Port { get; }

        public Uri Panel { get; }

        public static async Task<Simulator> StartAsync(int port = 0)
        {
            var started = Programs.Start(
                "dotnet",
                Programs.Server,
                "simulator",
                $"--port={port}",
                "--panel=0",
                $"--His:Simulator:Password={RunningHis.Password}"
            );
            var (found, panel) = ("", "");
            while (panel.Length == 0)
            {
                var line =
                    await TestTimeout.Wait(started.StandardOutput.ReadLineAsync(), "the simulator's address")
                    ?? throw new InvalidOperationException(await started.StandardError.ReadToEndAsync());
                found = line.Contains("Simulator: ", StringComparison.Ordinal) ? line.Split(':')[^1] : found;
                panel = line.Contains("Panel: ", StringComparison.Ordinal) ? line.Split("Panel:")[1].Trim() : panel;
            }

            return new Simulator(started, int.Parse(found, System.Globalization.CultureInfo.InvariantCulture), new Uri(panel));
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }

            _process.Dispose();
        }
    }
}
