using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;
using static His.Tests.LogoutTests;

namespace His.Tests;

/// <summary>Go Ready, Go Not Ready, Activate, Deactivate, for one channel and for all (docs/use-cases).</summary>
public class ChannelTests
{
    [Fact]
    public void GoReady_AndNotReady_OneChannel()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channel.request.notready", Phone());
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("notready")]
    [InlineData("dial")]
    public void AChannelOfNobody_IsUnknown(string verb)
    {
        using var scenario = new Scenario(title: $"{nameof(AChannelOfNobody_IsUnknown)}_{verb}");
        var alice = scenario.LogIn();
        scenario.LogIn("1002", "bob");
        var parameters = new JsonObject { ["channelId"] = "fax" };
        if (verb == "dial")
        {
            parameters["destination"] = "123";
        }

        Assert.Equal("UnknownChannel", alice.Failure(alice.Ask($"channel.request.{verb}", parameters)));
    }

    [Fact]
    public void AnInactiveChannel_GoesNeitherReadyNorNotReady()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { StartInactive = true });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channel.request.ready", Phone());
        alice.Ask("channel.request.notready", Phone());
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.notready");
        alice.Ask("channel.request.dial", With(Phone(), destination: "123"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ActivateAndDeactivate_OneChannelAndAll()
    {
        using var scenario = new Scenario(simulator: new SimulatorOptions { StartInactive = true });
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.activateall");
        alice.Ask("channelgroup.request.ready");
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Deactivate_IsRefused_WhileAnInteractionGoesOn()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        Bring(scenario, alice, ChannelType.Chat, InteractionState.Connected);
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.deactivate", new JsonObject { ["channelId"] = "chat" });
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Theory]
    [InlineData("activateall", SwitchOperation.Activate)]
    [InlineData("deactivateall", SwitchOperation.Deactivate)]
    [InlineData("ready", SwitchOperation.Ready)]
    [InlineData("notready", SwitchOperation.NotReady)]
    public void All_StopsAtTheFirstFailure_AndKeepsWhatWasDone(string verb, SwitchOperation operation)
    {
        using var scenario = new Scenario(
            simulator: new SimulatorOptions { StartInactive = verb == "activateall" },
            title: $"{nameof(All_StopsAtTheFirstFailure_AndKeepsWhatWasDone)}_{verb}"
        );
        var alice = scenario.LogIn();
        if (verb == "notready")
        {
            alice.Ask("channelgroup.request.ready");
        }

        scenario.DiscardTranscript();
        scenario.Fault(operation, FaultBehaviour.Fail, "chat", message: "No, not now.");
        Assert.NotNull(alice.Failure(alice.Ask($"channelgroup.request.{verb}")));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void APlatformWithoutDeactivation_SaysSo()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: false));
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        alice.Ask("channelgroup.request.activate", Phone());
        alice.Ask("channelgroup.request.deactivate", Phone());
        alice.Ask("channelgroup.request.deactivateall");
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Commands_WaitTheirTurn()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogIn();
        scenario.DiscardTranscript();
        scenario.AtSwitch("takes 1 s for everything", it => it.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromSeconds(1))));
        alice.Send("channelgroup.request.ready");
        alice.Send("channelgroup.request.notready");
        alice.Ask("channelgroup.request.deactivateall");
        scenario.Wait(TimeSpan.FromSeconds(12));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WhatTheSwitchDoesByItself_IsTold_AndTwiceTheSameOnlyOnce()
    {
        using var scenario = new Scenario();
        var alice = scenario.LogInReady();
        scenario.DiscardTranscript();
        scenario.AtSwitch("makes alice Not Ready by itself", it => it.MakeNotReadyByItself(Scenario.Alice));
        scenario.AtSwitch("says so again", it => it.TellLastNewsAgain(Scenario.Alice));
        scenario.AtSwitch("takes the chat away", it => it.DeactivateByItself(Scenario.Alice, "chat"));
        Assert.Equal(12, alice.Events.Last()["params"]!["sequence"]!.GetValue<int>());
        scenario.VerifyTranscript();
    }

    private static JsonObject Phone() => new() { ["channelId"] = "phone" };

    internal static JsonObject With(JsonObject parameters, string? code = null, string? destination = null)
    {
        if (code is not null)
        {
            parameters["reason"] = new JsonObject { ["code"] = code };
        }

        if (destination is not null)
        {
            parameters["destination"] = destination;
        }

        return parameters;
    }
}
