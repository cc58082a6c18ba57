using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace His.Server.Tests;

/// <summary>The process is stopped as a service is: with SIGTERM, in the middle of work.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task ARunningLogoutComesToItsEnd_NobodyComesIn_AndNothingIsLost()
    {
        using var folder = new Folder();
        using var his = await StartedHis.StartAsync(
            folder,
            "--His:Simulator:Latency=00:00:01",
            "--His:PresenceLogoutAfter=00:30:00",
            "--His:ShutdownTimeout=00:00:30"
        );
        using var http = new HttpClient { BaseAddress = new UriBuilder(his.Bus) { Scheme = "http", Path = "/" }.Uri };
        using var alice = await Line.OpenAsync(his.Bus);
        using var bob = await Line.OpenAsync(his.Bus);
        using var carol = await Line.OpenAsync(his.Bus);
        await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001"));
        await alice.AskAsync("channelgroup.request.ready");
        await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002"));

        var logout = await alice.TellAsync("session.request.logout");
        await alice.HearEventAsync("channel.event.notready");
        using var term = Process.Start("kill", $"-TERM {his.Process.Id.ToString(CultureInfo.InvariantCulture)}");
        await TestTimeout.Until(
            () => http.GetAsync(new Uri("health/ready", UriKind.Relative)).Result.StatusCode == HttpStatusCode.ServiceUnavailable,
            "readiness to end"
        );

        Assert.Equal("Stopping", (await carol.AskAsync("session.request.login", RunningHis.LoginOf("1003"))).Failure());
        var answer = await alice.HearAsync(
            message => message["id"]?.ToJsonString() == logout.ToString(CultureInfo.InvariantCulture),
            "the answer"
        );
        Assert.True(answer.IsSuccess());
        Assert.StartsWith("1000 ", await alice.HearEndAsync(), StringComparison.Ordinal);
        Assert.StartsWith("1001 ", await bob.HearEndAsync(), StringComparison.Ordinal);
        Assert.StartsWith("1001 ", await carol.HearEndAsync(), StringComparison.Ordinal);
        await TestTimeout.Wait(his.Process.WaitForExitAsync(), "the end");
        Assert.Equal(0, his.Process.ExitCode);

        using var store = folder.Open();
        Assert.Equal(["1002"], store.Sessions().Where(it => it.Ended is null).Select(it => it.Agent.Id));
        store.Dispose();
        var (_, journal, _) = await Programs.HisAsync("journal", "export", $"--His:DataDirectory={folder.Path}");
        Assert.Contains(journal.Split("\r\n"), line => line.Contains(",1001,session.event.disposed,", StringComparison.Ordinal));
        Assert.Contains(
            journal.Split("\r\n"),
            line =>
                line.Contains(",1003,session.request.login,", StringComparison.Ordinal)
                && line.Contains(",Stopping,", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task ALogoutThatHangs_IsNotWaitedForLongerThanTheSettingSays()
    {
        using var folder = new Folder();
        using var his = await StartedHis.StartAsync(
            folder,
            "--His:ShutdownTimeout=00:00:00.2",
            "--His:CommandTimeout=00:10:00",
            "--His:LogoutTimeout=00:20:00"
        );
        using var http = new HttpClient { BaseAddress = new UriBuilder(his.Bus) { Scheme = "http", Path = "/" }.Uri };
        using var alice = await Line.OpenAsync(his.Bus);
        await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001"));
        using var fault = new StringContent(
            """{ "operation": "Logout", "behaviour": "Hang" }""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var taken = await http.PostAsync(new Uri("simulator/faults", UriKind.Relative), fault);
        taken.EnsureSuccessStatusCode();
        await alice.TellAsync("session.request.logout");
        await alice.HearEventAsync("channel.event.deactivated");

        using var term = Process.Start("kill", $"-TERM {his.Process.Id.ToString(CultureInfo.InvariantCulture)}");

        Assert.StartsWith("1001 ", await alice.HearEndAsync(), StringComparison.Ordinal);
        await TestTimeout.Wait(his.Process.WaitForExitAsync(), "the end");
        using var store = folder.Open();
        Assert.Equal(Persistence.LogoutPhase.Accepted, Assert.Single(store.Sessions()).Logout?.Phase);
    }
}
