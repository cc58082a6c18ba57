using System.Text.Json;

namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>
/// One channel, several queues: what is done in some of them only is told, with the names of the others, and the next command mends it.
/// </summary>
public sealed class QueuesInPartTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    private static readonly object Phone = new { channelId = "phone" };

    [Fact]
    public async Task AutopauseInOneOfTwoQueues_IsToldWithItsReason_AndReadyMendsIt()
    {
        var alice = await LogInAsync(options => options with { Queues = ["sales", "strict"] });
        var phone = await UseAsync(Testing.Asterisk.Phone.OfAgentAsync(Switch, "1001"));
        await alice.DoAsync("channelgroup.request.activate", Phone);
        await alice.DoAsync("channel.request.ready", Phone);
        var customer = await CustomerCallsAsync("602");
        await phone.RingsAsync(); // and nobody answers

        var queues = QueuesOf(await alice.HearAsync("channel.event.updated"));
        await customer.HangUpAsync();

        Assert.Equal([("sales", "Ready", null), ("strict", "NotReady", "Auto-Pause")], queues);
        Assert.Equal("Ready", alice.Shown);
        await alice.DoAsync("channel.request.ready", Phone);
        Assert.DoesNotContain("(paused", await Switch.MemberAsync("strict", "1001"), StringComparison.Ordinal);
        Assert.Empty(QueuesOf(await alice.HearAsync("channel.event.updated")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadyInTheFirstQueueOnly_IsAFailure_ThatNamesTheSecond_AndTheNextReadyMendsIt(bool isRefused)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();
        await alice.DoAsync("channel.request.notready", Phone);

        await PartlyAsync(alice, line, "QueuePause", isRefused, "SwitchRefused", "channel.request.ready");

        Assert.Equal([("sales", "Ready", null), ("support", "NotReady", null)], QueuesOf(await alice.HearAsync("channel.event.updated")));
        await alice.DoAsync("channel.request.ready", Phone);
        await IsReadyAsync();
        Assert.Empty(QueuesOf(await alice.HearAsync("channel.event.updated")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NotReadyInTheFirstQueueOnly_CountsAsReady_AndTheNextNotReadyMendsIt(bool isRefused)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();

        await PartlyAsync(alice, line, "QueuePause", isRefused, "NotReadyFailure", "channel.request.notready");

        Assert.Equal([("sales", "NotReady", null), ("support", "Ready", null)], QueuesOf(await alice.HearAsync("channel.event.updated")));
        Assert.Equal("Ready", alice.Shown);
        await alice.DoAsync("channel.request.notready", Phone);
        await IsNotReadyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnotherReasonInTheFirstQueueOnly_IsAFailure_AndTheNextNotReadyMendsIt(bool isRefused)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();
        await alice.DoAsync("channel.request.notready", new { channelId = "phone", reason = new { code = "lunch" } });

        await PartlyAsync(
            alice,
            line,
            "QueuePause",
            isRefused,
            "NotReadyFailure",
            "channel.request.notready",
            new { channelId = "phone", reason = new { code = "class" } }
        );

        Assert.Equal(
            [("sales", "NotReady", "class"), ("support", "NotReady", "lunch")],
            QueuesOf(await alice.HearAsync("channel.event.updated"))
        );
        await alice.DoAsync("channel.request.notready", new { channelId = "phone", reason = new { code = "class" } });
        foreach (var queue in new[] { "sales", "support" })
        {
            Assert.Contains("(paused:class", await Switch.MemberAsync(queue, "1001"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ActiveInTheFirstQueueOnly_IsAFailure_AndTheNextActivateMendsIt(bool isRefused)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();
        await alice.DoAsync("channelgroup.request.deactivate", Phone);

        await PartlyAsync(alice, line, "QueueAdd", isRefused, "ActivationFailure", "channelgroup.request.activate");

        Assert.Equal([("sales", "NotReady", null), ("support", null, null)], QueuesOf(await alice.HearAsync("channel.event.updated")));
        await alice.DoAsync("channelgroup.request.activate", Phone);
        await IsNotReadyAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InactiveInTheFirstQueueOnly_CountsAsActive_AndTheNextDeactivateMendsIt(bool isRefused)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();
        await alice.DoAsync("channel.request.notready", Phone);

        await PartlyAsync(alice, line, "QueueRemove", isRefused, "DeactivationFailure", "channelgroup.request.deactivate");

        Assert.Equal([("sales", null, null), ("support", "NotReady", null)], QueuesOf(await alice.HearAsync("channel.event.updated")));
        await alice.DoAsync("channelgroup.request.deactivate", Phone);
        await IsInNoQueueAsync();
    }

    [Fact]
    public async Task ALogoutThatFailedInAFreeze_AndPausedOneQueueOnly_IsToldWhenTheLinkIsBack()
    {
        var (alice, line) = await WorkInTwoQueuesAsync(AsteriskSwitch.NoticesSoon);
        var second = line.KeepBack("QueuePause", 2);
        var logout = alice.FailAsync("NotReadyFailure", Logout);
        await second.IsReached;
        await TestTimeout.UntilAsync(
            async () => (await Switch.MemberAsync("sales", "1001"))!.Contains("(paused", StringComparison.Ordinal),
            "paused in sales"
        );
        await Switch.FreezeAsync();
        await logout;
        line.Cut(); // the second pause never comes
        await Switch.ThawAsync();
        line.Mend();

        await alice.HearAsync("channel.event.available");
        Assert.Equal([("sales", "NotReady", null), ("support", "Ready", null)], QueuesOf(await alice.HearAsync("channel.event.updated")));
        Assert.Equal("Ready", alice.Shown); // calls may come from support
        await LogsOutAsync(alice);
    }

    [Theory]
    [InlineData("QueuePause", 2)]
    [InlineData("QueueRemove", 2)]
    [InlineData("QueueRemove", 4)]
    public async Task ALinkThatIsCutBehindWhatALogoutDid_AndIsBackInTime_MakesNoFailure(string action, int time)
    {
        var (alice, line) = await WorkInTwoQueuesAsync();
        line.CutBehind(action, time);
        var logout = alice.DoAsync(Logout);
        await alice.HearAsync("channel.event.unavailable");
        if (action == "QueuePause")
        {
            await IsNotReadyAsync();
        }
        else
        {
            await IsInNoQueueAsync();
        }

        line.Mend();

        var channel = Assert.Single((await logout).GetProperty("channels").EnumerateArray());

        Assert.True(channel.GetProperty("notReady").GetBoolean() && channel.GetProperty("deactivated").GetBoolean());
        await IsOutAsync();
    }

    private static (string Queue, string? State, string? Reason)[] QueuesOf(JsonElement updated) =>
        [
            .. updated
                .GetProperty("queues")
                .EnumerateArray()
                .Select(it =>
                    (
                        it.GetProperty("queue").GetString()!,
                        it.GetProperty("agentState").GetString(),
                        it.TryGetProperty("reason", out var reason)
                            ? reason.GetProperty(reason.TryGetProperty("code", out _) ? "code" : "text").GetString()
                            : null
                    )
                ),
        ];

    /// <summary>Asks for what is done in the first queue, and in the second is not: the request is lost, or refused.</summary>
    private static async Task PartlyAsync(
        Browser alice,
        HeldLine line,
        string action,
        bool isRefused,
        string failure,
        string method,
        object? parameters = null
    )
    {
        if (isRefused)
        {
            line.Spoil(action, 2);
        }
        else
        {
            line.Swallow(action, 2);
        }

        var data = await alice.FailAsync(failure, method, parameters ?? Phone);
        Assert.Equal(["support"], data.GetProperty("queues").EnumerateArray().Select(it => it.GetString()));
        Assert.Equal(isRefused, data.TryGetProperty("switchError", out _));
    }

    private async Task<(Browser Alice, HeldLine Line)> WorkInTwoQueuesAsync(Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        var line = await UseAsync(Task.FromResult(HeldLine.To(Switch)));
        var alice = await LogInAsync(with, line: line, core: options => options with { CommandTimeout = TimeSpan.FromSeconds(3) });
        await alice.DoAsync("channelgroup.request.activate", Phone);
        await alice.DoAsync("channel.request.ready", Phone);
        await IsReadyAsync();
        return (alice, line);
    }
}
