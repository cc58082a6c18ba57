using System.Text.Json.Nodes;
using His.Platform;
using His.Platform.Simulator;

namespace His.Tests;

/// <summary>Basic Login (docs/use-cases/basic-login.md).</summary>
public class BasicLoginTests
{
    private const string Login = "session.request.login";

    [Fact]
    public void ALogin_FindsTheAgentAsTheSwitchHasThem()
    {
        using var scenario = new Scenario();
        var first = scenario.LogInReady();
        scenario.Offer(ChannelType.Email, "carla@example.org");
        first.Vanish();
        scenario.DiscardTranscript();
        var alice = scenario.Connect();
        alice.Ask(Login, Credentials(isOverride: true));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithAnEndpoint_TakesIt()
    {
        using var scenario = new Scenario();
        scenario.Connect().Ask(Login, Credentials(endpoint: "desk_7"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_CollectsTheReasons()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(
            new SettingsChange(
                LogoutReason: new PolicyChange(ReasonRequirement.Required, FreeText: true, [new("HOME", "End of shift")]),
                NotReadyReason: new PolicyChange(
                    ReasonRequirement.Optional,
                    FreeText: false,
                    [new("LUNCH", "Lunch"), new("MEET", "Meeting")]
                )
            )
        );
        scenario.LogIn();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithATelephoneThatIsNotRegistered_SucceedsWithAWarning()
    {
        using var scenario = new Scenario();
        scenario.Switch.ChangeSettings(new SettingsChange(EndpointRegistered: false));
        scenario.LogIn();
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_OfNobody_AndOneWithAWrongPassword_AreToldTheSame()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        var nobody = alice.Ask(Login, Credentials(agentId: "4711"));
        var wrong = alice.Ask(Login, Credentials(password: "guess"));
        Assert.Equal(alice.Answer(nobody)["error"]!.ToJsonString(), alice.Answer(wrong)["error"]!.ToJsonString());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void Guessing_IsSlowedDown_ForThisAgentAndAddressOnly()
    {
        using var scenario = new Scenario();
        var alice = scenario.Connect();
        for (var i = 0; i < 5; i++)
        {
            alice.Ask(Login, Credentials(password: "guess"));
        }

        var sixth = alice.Ask(Login, Credentials());
        Assert.Equal("TooManyAttempts", alice.Failure(sixth));
        Assert.Equal(60, alice.Answer(sixth)["error"]!["data"]!["retryAfterSeconds"]!.GetValue<int>());
        Assert.NotNull(alice.Answer(alice.Ask(Login, Credentials(agentId: "1002")))["result"]);

        scenario.Wait(TimeSpan.FromSeconds(61));
        var later = scenario.Connect();
        Assert.NotNull(later.Answer(later.Ask(Login, Credentials()))["result"]);
    }

    [Fact]
    public void ALogin_ToAnEndpointOfSomebodyElse_IsRefused()
    {
        using var scenario = new Scenario();
        scenario.LogIn("1002", "bob");
        scenario.DiscardTranscript();
        scenario.Connect().Ask(Login, Credentials(endpoint: "1002"));
        scenario.VerifyTranscript();
    }

    [Fact]
    public void ALogin_WithoutALinkToTheSwitch_IsRefused()
    {
        using var scenario = new Scenario();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        scenario.Connect().Ask(Login, Credentials());
        scenario.VerifyTranscript();
    }

    [Fact]
    public void WithoutALinkToTheSwitch_NoPasswordIsJudged()
    {
        using var scenario = new Scenario();
        scenario.AtSwitch("loses its link", it => it.LoseLink());
        var alice = scenario.Connect();
        Assert.Equal("SwitchUnavailable", alice.Failure(alice.Ask(Login, Credentials(password: "guess"))));
    }

    [Fact]
    public void ALogin_WhileHisTakesLeave_IsRefused()
    {
        using var scenario = new Scenario();
        _ = scenario.Core.StopAsync();
        var alice = scenario.Connect();
        Assert.Equal("Stopping", alice.Failure(alice.Ask(Login, Credentials())));
    }

    [Theory]
    [InlineData(FaultBehaviour.Fail)]
    [InlineData(FaultBehaviour.Hang)]
    public void ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind(FaultBehaviour behaviour)
    {
        using var scenario = new Scenario(title: $"{nameof(ALogin_ThatTheSwitchDoesNotAccept_LeavesNothingBehind)}_{behaviour}");
        scenario.Fault(SwitchOperation.Login, behaviour, message: "No, not now.");
        var alice = scenario.Connect();
        alice.Ask(Login, Credentials());
        scenario.Wait(TimeSpan.FromSeconds(11));
        Assert.Equal(0, scenario.Core.Sessions.Count);
        alice.Ask(Login, Credentials());
        Assert.Equal(1, scenario.Core.Sessions.Count);
        scenario.VerifyTranscript();
    }

    internal static JsonObject Credentials(
        string agentId = Scenario.Alice,
        string password = "secret",
        string? endpoint = null,
        bool isOverride = false
    )
    {
        var credentials = new JsonObject { ["agentId"] = agentId, ["password"] = password };
        if (endpoint is not null)
        {
            credentials["endpoint"] = endpoint;
        }

        if (isOverride)
        {
            credentials["override"] = true;
        }

        return credentials;
    }
}
