using static His.Tests.BasicLoginTests;

namespace His.Tests;

/// <summary>The message of a failure, in the agent's language.</summary>
public class FailureMessageTests
{
    private const string Login = "session.request.login";

    [Fact]
    public void AFailure_IsToldInTheAgentsLanguage()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var credentials = Credentials(password: "falsch");
        credentials["locale"] = "fr;q=0.9, de-AT;q=0.8, en;q=0.1";
        var asked = alice.Ask(Login, credentials);
        Assert.Equal("Die Agenten-ID oder das Passwort ist falsch.", alice.Answer(asked)["error"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public void EveryFailure_HasItsSentenceInEveryLanguage()
    {
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            foreach (var code in Enum.GetValues<Bus.FailureCode>().Where(code => code != Bus.FailureCode.None))
            {
                Assert.NotEqual("", messages[code]);
                Assert.Contains("support", messages[new Bus.Failure(code) { Queues = ["sales", "support"] }], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void OngoingInteraction_SaysWhetherALogoutOrADeactivationIsRefused()
    {
        var logout = new Bus.Failure(Bus.FailureCode.OngoingInteraction);
        Assert.Equal("You cannot log out while an interaction is ongoing. End it first.", Bus.FailureMessages.English[logout]);
        Assert.Equal(
            "You cannot deactivate phone while an interaction is ongoing. End it first.",
            Bus.FailureMessages.English[logout with { ChannelId = "phone" }]
        );
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            Assert.Contains("phone", messages[logout with { ChannelId = "phone" }], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("params.destination", "32")]
    [InlineData("params.endpoint", "")]
    public void WhatAnAgentFillsIn_IsNotCalledByItsNameOnTheWire(string path, string said)
    {
        foreach (var messages in Bus.FailureMessages.All.Select(Bus.FailureMessages.For))
        {
            Assert.DoesNotContain("params", messages[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains(said, messages[Bus.Failure.InvalidParams(path)], StringComparison.Ordinal);
            Assert.Contains("params.agentId", messages[Bus.Failure.InvalidParams("params.agentId")], StringComparison.Ordinal);
        }
    }
}
