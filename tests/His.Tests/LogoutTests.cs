using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>The ways through Logout that an agent walks (docs/use-cases/logout.md): basic flow, AF1, EF1.</summary>
public class LogoutTests
{
    internal const string Request = "session.request.logout";

    private static readonly PolicyChange Codes = new(
        ReasonRequirement.Required,
        FreeText: false,
        [new("BREAK", "Break"), new("HOME", "End of shift")]
    );

    [Fact]
    public void Logout_OfThreeReadyChannels_TakesEveryStep()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        alice.Ask(Request);
        Assert.Equal(1000, alice.Closed!.Number);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_OfAnAgentWhoIsNotReady_LeavesOutStep5()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_OfAnAgentWithoutActiveChannels_LeavesOutSteps5And6()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { StartInactive = true });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_FromAPlatformWithoutDeactivation_LeavesOutStep6()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithAReasonThatNobodyAskedFor_RecordsIt()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(text: "Going home"));
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("\u202egoing home", null)]
    [InlineData("go\u200bing home", null)]
    [InlineData(" \u3000 ", null)]
    [InlineData("\u0301\u0301", null)]
    [InlineData(null, "\u202eHOME")]
    public void Logout_WithAReasonThatNobodyCanRead_IsAskedAgain(string? text, string? code)
    {
        using var scenario = new Scenario(title: "unreadable");
        var alice = scenario.LogIn();
        Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request, Reason(code, text))));
        Assert.True(scenario.Switch.GetState(Scenario.Alice)!.LoggedIn);
    }

    [Fact]
    public void Logout_WithARequiredReason_AsksForItOnceAndTakesIt()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        alice.Ask(Request, Reason(code: "HOME"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WhoseReasonScreenIsCancelled_HasChangedNothing()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request);
        Assert.DoesNotContain(alice.Events, it => it["params"]!["sequence"]!.GetValue<int>() > 8);
        scenario.Offer(ChannelType.Chat);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WhoseReasonIsChosenWhileACallRings_IsRefusedForTheCall()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request)));
        scenario.Offer(ChannelType.Telephony);
        var heard = alice.Events.Count();
        Assert.Equal("OngoingInteraction", alice.Failure(alice.Ask(Request, Reason(code: "HOME"))));
        Assert.Equal(heard, alice.Events.Count());
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation is SwitchOperation.NotReady or SwitchOperation.Logout);
    }

    [Fact]
    public void Logout_IsAskedForItsReason_AsOftenAsItComesWithoutOne()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        var heard = alice.Events.Count();
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("NeedInfo", alice.Failure(alice.Ask(Request)));
            scenario.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(heard, alice.Events.Count());
        scenario.Offer(ChannelType.Chat); // she gets work all the while
        Assert.Contains("RateLimited", Enumerable.Range(0, 200).Select(_ => alice.Failure(alice.Ask(Request))));
        Assert.Null(alice.Closed);
    }

    [Fact]
    public void Logout_WithAReasonThatIsWrong_IsAskedAgain()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(code: "home"));
        alice.Ask(Request, Reason(code: ""));
        alice.Ask(Request, Reason(text: "Going home"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithAReasonThatIsStale_IsAskedAgainWithTheFreshList()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch(
            "has another list of reasons",
            it =>
                it.ChangeSettings(
                    new SettingsChange(LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: false, [new("LEAVE", "Leave")]))
                )
        );
        alice.Ask(Request, Reason(code: "HOME"));
        alice.Ask(Request, Reason(code: "LEAVE"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithFreeTextWhereItIsAllowed_TakesItNormalised()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes with { FreeText = true }));
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask(Request, Reason(text: "  Cafe\u0301 \ud83d\ude42 "));
        Assert.Equal("Caf\u00e9 \ud83d\ude42", scenario.Switch.GetState(Scenario.Alice)!.LogoutReason!.Text);
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData(ChannelType.Telephony, InteractionState.Alerting)]
    [InlineData(ChannelType.Telephony, InteractionState.Connected)]
    [InlineData(ChannelType.Telephony, InteractionState.Held)]
    [InlineData(ChannelType.Telephony, InteractionState.Ended)]
    [InlineData(ChannelType.Telephony, InteractionState.Dialing)]
    [InlineData(ChannelType.Chat, InteractionState.Alerting)]
    [InlineData(ChannelType.Chat, InteractionState.Connected)]
    [InlineData(ChannelType.Chat, InteractionState.Ended)]
    [InlineData(ChannelType.Email, InteractionState.Alerting)]
    [InlineData(ChannelType.Email, InteractionState.Connected)]
    [InlineData(ChannelType.Email, InteractionState.Ended)]
    public void Logout_IsRefused_WhileAnInteractionGoesOn(ChannelType type, InteractionState state)
    {
        using var scenario = new Scenario(title: $"{nameof(Logout_IsRefused_WhileAnInteractionGoesOn)}_{type}_{state}");
        var alice = scenario.LogInReady();
        Bring(scenario, alice, type, state);
        scenario.DiscardTranscript();
        var heard = alice.Events.Count();
        var told = scenario.Switch.Commands.Entries.Count;

        var refused = alice.Ask(Request);

        Assert.Equal("OngoingInteraction", alice.Failure(refused));
        Assert.Equal(heard, alice.Events.Count());
        Assert.Equal(told, scenario.Switch.Commands.Entries.Count);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_WithAWrapUp_GoesOnWhereTheSettingLetsIt()
    {
        using var scenario = new Scenario(new HisOptions { WrapUpBlocksLogout = false });
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Chat, InteractionState.Ended);
        scenario.DiscardTranscript();
        alice.Ask("session.request.logoutplan");
        alice.Ask("channel.request.notready", new JsonObject { ["channelId"] = "chat" });
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Logout_AfterTheInteractionHasEnded_Succeeds()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        var call = Bring(scenario, alice, ChannelType.Telephony, InteractionState.Connected);
        alice.Ask(Request);
        scenario.DiscardTranscript();
        alice.Ask("interaction.request.end", new JsonObject { ["interactionId"] = call });
        alice.Ask("interaction.request.complete", new JsonObject { ["interactionId"] = call });
        alice.Ask(Request);
        scenario.VerifyTranscript();
    }

    [Fact]
    public void LogoutPlan_SaysWhatALogoutWouldDo_AndDoesNothing()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(LogoutReason: Codes));
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("session.request.logoutplan");
        alice.Ask("channel.request.ready", new JsonObject { ["channelId"] = "phone" });
        scenario.Offer(ChannelType.Telephony);
        alice.Ask("session.request.logoutplan");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void LogoutPlan_OfAPlatformWithoutDeactivation_DeactivatesNothing()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogInReady();
        var plan = alice.Answer(alice.Ask("session.request.logoutplan"))["result"]!;
        Assert.Equal((3, 0), (plan["willNotReady"]!.AsArray().Count, plan["willDeactivate"]!.AsArray().Count));
    }

    internal static JsonObject Reason(string? code = null, string? text = null)
    {
        var reason = new JsonObject();
        if (code is not null)
        {
            reason["code"] = code;
        }

        if (text is not null)
        {
            reason["text"] = text;
        }

        return new JsonObject { ["reason"] = reason };
    }

    /// <summary>Brings an interaction of alice into a state.</summary>
    internal static string Bring(Scenario scenario, Browser alice, ChannelType type, InteractionState state)
    {
        if (state == InteractionState.Dialing)
        {
            var dialled = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
            return alice.Answer(dialled)["result"]!["interactionId"]!.GetValue<string>();
        }

        var interaction = scenario.Offer(type);
        var id = new JsonObject { ["interactionId"] = interaction };
        if (state != InteractionState.Alerting)
        {
            alice.Ask("interaction.request.accept", id);
        }

        if (state == InteractionState.Held)
        {
            alice.Ask("interaction.request.hold", id.DeepClone().AsObject());
        }

        if (state == InteractionState.Ended)
        {
            scenario.AtSwitch("the customer parts", it => it.Parties.EndByCustomer(interaction));
        }

        return interaction;
    }
}
