using System.Text.Json.Nodes;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>Writes of a session that take long, fail, or are refused because another HIS owns the store (docs/use-cases/restart.md).</summary>
public class SessionWriteTests
{
    private const string Logout = "session.request.logout";
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

    [Fact]
    public void ALogin_ThatAnotherHisDoesNotLetBeWritten_Fails()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        scenario.Store!.Refusal = WriteResult.Superseded;
        var alice = scenario.Connect();
        Assert.Equal(
            "StoreUnavailable",
            alice.Failure(
                alice.Ask("session.request.login", new JsonObject { ["agentId"] = Scenario.Alice, ["password"] = scenario.Switch.Password })
            )
        );
    }

    [Fact]
    public void ALogout_WhoseIntentWasNotWritten_WasNeverAsked()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Write();
        scenario.Store.IsSlow = true;
        scenario.DiscardTranscript();
        alice.Ask(Logout, new JsonObject { ["requestId"] = RequestId });
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        scenario.KillAndStart();
        Assert.Equal(1, scenario.Core.Sessions.Count);
        Assert.All(scenario.Switch.GetState(Scenario.Alice)!.Channels, it => Assert.True(it.Ready));
        var back = scenario.Connect("back");
        Assert.Equal("NoSession", back.Failure(back.Ask(Logout, new JsonObject { ["requestId"] = RequestId })));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AnInteractionThatBeginsWhileThePointOfNoReturnIsWritten_IsSeen(bool isWrittenBeforeItIsLookedAt)
    {
        using var scenario = new Scenario(store: new MemoryStore(), title: $"{isWrittenBeforeItIsLookedAt}");
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Send(Logout);
        scenario.Store!.IsSlow = true;
        scenario.Run();
        scenario.Store.Write();
        scenario.Run();
        if (isWrittenBeforeItIsLookedAt)
        {
            scenario.Store.Write(); // the logout goes on when it has its turn, which is before the news has
        }

        scenario.AtSwitch(
            "tells of a call at the last moment",
            it =>
                it.TellAnyway(
                    Scenario.Alice,
                    new InteractionChanged(
                        new SwitchInteractionState(
                            "late",
                            "phone",
                            ChannelType.Telephony,
                            InteractionDirection.Inbound,
                            InteractionState.Alerting,
                            "+4930"
                        )
                    )
                )
        );
        scenario.Store.Write();
        scenario.Run();
        scenario.Store.Write();
        scenario.Run();
        Assert.Equal("InteractionStarted", (string?)alice.Heard.Last(it => it["error"] is not null)["error"]!["data"]!["failure"]);
        Assert.Null(scenario.Store.Sessions().Single().Logout);
        Assert.Equal(1, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void WhereAnotherHisHasTheSessions_ThisOneDoesNotAct()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Refusal = WriteResult.Superseded;
        var told = scenario.Switch.Commands.Entries.Count;
        Assert.Equal("StoreUnavailable", alice.Failure(alice.Ask(Logout)));
        Assert.Equal(told, scenario.Switch.Commands.Entries.Count);
    }

    [Fact]
    public void WhereNothingCanBeWrittenAnyMore_NobodyLogsIn_AndEverybodyCanLogOut()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.Refusal = WriteResult.Deferred;
        scenario.Store.UnavailableReason = "full";
        var bob = scenario.LogIn("1002", "bob");
        Assert.Equal("StoreUnavailable", bob.Failure("1"));
        Assert.NotNull(alice.Answer(alice.Ask(Logout))["result"]);
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void ADiskThatDoesNotAnswer_IsWaitedFor_ButNotForEver()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogInReady();
        scenario.Store!.IsSlow = true;
        alice.Ask(Logout);
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation == SwitchOperation.Logout);
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.False(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void AnEndThatHadToWaitForAnInteraction_FollowsAFailureThatTookItsTimeToBeWritten()
    {
        using var scenario = new Scenario(store: new MemoryStore());
        var alice = scenario.LogIn();
        alice.Send(Logout);
        scenario.Store!.IsSlow = true;
        scenario.Run();
        scenario.Store.Write(); // the intent
        scenario.Run();
        foreach (var state in new[] { InteractionState.Alerting, InteractionState.Completed })
        {
            scenario.AtSwitch(
                $"tells of a call: {state}",
                it =>
                    it.TellAnyway(
                        Scenario.Alice,
                        new InteractionChanged(
                            new SwitchInteractionState("late", "phone", ChannelType.Telephony, InteractionDirection.Inbound, state, "+4930")
                        )
                    )
            );
            scenario.Store.Write(); // the point of no return; that there is a way back
            scenario.Run();
        }

        Assert.Equal("InteractionStarted", alice.Failure("2"));
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }
}
