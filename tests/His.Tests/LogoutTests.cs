using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>The ways through Logout that an agent walks (docs/use-cases/logout.md): basic flow, EF1.</summary>
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
            var dialed = alice.Ask("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
            return alice.Answer(dialed)["result"]!["interactionId"]!.GetValue<string>();
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
