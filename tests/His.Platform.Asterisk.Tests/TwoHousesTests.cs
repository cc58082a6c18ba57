using His.Platform.Asterisk.Tests.Logout;
using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Two HIS at one switch: each sees what the other does, and answers of one never reach the other.</summary>
public sealed class TwoHousesTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task WhatOneDoes_TheOtherShows_AndALogoutInOneLeavesTheOtherTrue()
    {
        var here = await LogInAsync();
        var there = await LogInAsync();
        await WorkAsync(here);
        await there.BecomesAsync("Ready");

        await there.DoAsync("channel.request.notready", new { channelId = "phone", reason = new { code = "lunch" } });
        await here.BecomesAsync("NotReady");
        await here.DoAsync("channel.request.ready", new { channelId = "phone" });
        await there.BecomesAsync("Ready");

        await LogsOutAsync(here);
        await there.BecomesAsync("Inactive");
        Assert.DoesNotContain("session disposed", there.Heard);

        await there.DoAsync("channelgroup.request.activate", new { channelId = "phone" });
        Assert.NotNull(await Switch.MemberAsync("sales", "1001"));
        await LogsOutAsync(there);
    }

    [Fact]
    public async Task AnAgentOfTheOther_IsNotTouchedByALogout()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);
        var bob = await LogInAsync(agentId: "bob");
        await bob.DoAsync("channelgroup.request.activate", new { channelId = "phone" });
        await bob.DoAsync("channel.request.ready", new { channelId = "phone" });

        await LogsOutAsync(alice);

        Assert.Equal("Ready", bob.Shown);
        Assert.DoesNotContain("(paused", await Switch.MemberAsync("sales", "1002"), StringComparison.Ordinal);
        Assert.DoesNotContain("channel unavailable", bob.Heard);
        await bob.DoAsync(Logout);
        Assert.Null(await Switch.MemberAsync("sales", "1002"));
    }

    [Fact]
    public async Task BothLogHerOutAtOnce_AndBothSucceed()
    {
        var here = await LogInAsync();
        var there = await LogInAsync();
        await WorkAsync(here);
        await there.BecomesAsync("Ready");

        await Task.WhenAll(here.DoAsync(Logout), there.DoAsync(Logout));

        await IsOutAsync();
    }

    [Fact]
    public async Task NoAnswerGoesToTheWrongHouse()
    {
        await using var here = await Switch.PlatformAsync();
        await using var there = await Switch.PlatformAsync();
        var alice = await EnterAsync(here, "alice");
        var bob = await EnterAsync(there, "bob");

        // Both count their questions from one, and ask at the same time.
        for (var turn = 0; turn < 20; turn++)
        {
            var answers = await Task.WhenAll(
                alice.ActivateAsync("phone", TestTimeout.Token),
                bob.DeactivateAsync("phone", TestTimeout.Token),
                alice.MakeReadyAsync("phone", TestTimeout.Token),
                bob.ActivateAsync("phone", TestTimeout.Token)
            );
            Assert.Equal((CommandResult.Done, CommandResult.Done), (answers[0], answers[1]));
            var states = await Task.WhenAll(alice.GetStateAsync(TestTimeout.Token), bob.GetStateAsync(TestTimeout.Token));
            Assert.All(states, Assert.NotNull);
        }

        Assert.Equal((0, 0), (here.Counters.UnexpectedAnswers, there.Counters.UnexpectedAnswers));
        await alice.LogOffAsync(reason: null, TestTimeout.Token);
        await bob.LogOffAsync(reason: null, TestTimeout.Token);
    }

    private static async Task<IPlatformAgent> EnterAsync(AsteriskPlatform platform, string id)
    {
        var identity = await platform.AuthenticateAsync(new AgentCredentials(id, $"{id}-password"), TestTimeout.Token);
        return Assert
            .IsType<LogInResult.LoggedIn>(await platform.LogInAsync(identity!, endpoint: null, new News(), TestTimeout.Token))
            .Agent;
    }
}
