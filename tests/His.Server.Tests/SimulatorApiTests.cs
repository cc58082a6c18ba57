using System.Net;
using static His.Server.Tests.HttpTests;

namespace His.Server.Tests;

/// <summary>The switch's other side over HTTP, <c>/simulator/...</c>: customers, called parties, settings, faults.</summary>
public sealed class SimulatorApiTests
{
    [Fact]
    public async Task Simulator_OffersAnInteraction_WhichTheCustomerEnds()
    {
        await using var his = await RunningHis.StartAsync("Simulator:WrapUp=false");
        using var alice = await his.LogInAsync();
        const string Offers = "/simulator/agents/1001/interactions";
        const string Offer = """{"type":"Chat","party":"Sam","subject":"A wheel"}""";

        var (tooEarly, _) = await SendAsync(his, HttpMethod.Post, Offers, Offer);
        await alice.AskAsync("channelgroup.request.ready");
        var (created, body) = await SendAsync(his, HttpMethod.Post, Offers, Offer);
        var told = await alice.HearEventAsync("interaction.event.created");
        var (ended, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{body["interactionId"]}/end");
        await alice.HearEventAsync("interaction.event.completed");
        var (again, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{body["interactionId"]}/end");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Created), (tooEarly, created));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (ended, again));
        Assert.Equal("Sam", told["params"]!["party"]!.GetValue<string>());
    }

    [Fact]
    public async Task Simulator_PlaysWhoIsCalled_AndSaysWhyTheyDoNotAnswer()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var (set, _) = await SendAsync(his, HttpMethod.Put, "/simulator/settings", """{"calledParty":"Busy"}""");
        var (wrong, _) = await SendAsync(his, HttpMethod.Put, "/simulator/settings", """{"calledParty":"Asleep"}""");

        await alice.TellAsync("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "200" });
        var busy = await alice.HearEventAsync("interaction.event.completed");
        var dialed = await alice.AskAsync("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        var rings = dialed["result"]!["interactionId"]!.GetValue<string>();
        var (unknown, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{rings}/end?cause=Asleep");
        var (parted, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{rings}/end?cause=NoAnswer");
        var unanswered = await alice.HearEventAsync("interaction.event.completed");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (set, wrong));
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NoContent), (unknown, parted));
        Assert.Equal("Busy", busy["params"]!["cause"]!.GetValue<string>());
        Assert.Equal("NoAnswer", unanswered["params"]!["cause"]!.GetValue<string>());
    }

    [Fact]
    public async Task Simulator_OffersACallerWithAName_AndOneWhoWithholdsTheNumber()
    {
        await using var his = await RunningHis.StartAsync("Simulator:WrapUp=false");
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        const string Offers = "/simulator/agents/1001/interactions";

        var (_, body) = await SendAsync(his, HttpMethod.Post, Offers, """{"type":"Telephony","party":"+4930123","partyName":"Mira"}""");
        var named = (await alice.HearEventAsync("interaction.event.created"))["params"]!;
        await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{body["interactionId"]}/end");
        await SendAsync(
            his,
            HttpMethod.Post,
            Offers,
            """{"type":"Telephony","party":"+4930123","partyName":"Mira","partyWithheld":true}"""
        );
        var withheld = (await alice.HearEventAsync("interaction.event.created"))["params"]!;

        Assert.Equal(("+4930123", "Mira"), (named["party"]!.GetValue<string>(), named["partyName"]!.GetValue<string>()));
        Assert.Null(named["partyWithheld"]);
        Assert.Equal(("", true), (withheld["party"]!.GetValue<string>(), withheld["partyWithheld"]!.GetValue<bool>()));
        Assert.Null(withheld["partyName"]);
    }

    [Fact]
    public async Task Simulator_PlaysTheDestinationOfATransfer()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var (_, body) = await SendAsync(
            his,
            HttpMethod.Post,
            "/simulator/agents/1001/interactions",
            """{"type":"Telephony","party":"Sam"}"""
        );
        var call = body["interactionId"]!.GetValue<string>();
        await alice.AskAsync("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        await alice.AskAsync("interaction.request.transfer", new JsonObject { ["interactionId"] = call, ["destination"] = "0" });
        await alice.AskAsync("interaction.request.complete", new JsonObject { ["interactionId"] = call });

        var (notTaken, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/transfer/end?cause=Unreachable");
        var failed = (await alice.HearEventAsync("interaction.event.transferfailed"))["params"]!;
        var (late, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/transfer/answer");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (notTaken, late));
        Assert.Equal(
            (call, "0", "Unreachable"),
            (failed["interactionId"]!.GetValue<string>(), failed["destination"]!.GetValue<string>(), failed["cause"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task Simulator_PlaysTheSecondParty()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var (_, body) = await SendAsync(
            his,
            HttpMethod.Post,
            "/simulator/agents/1001/interactions",
            """{"type":"Telephony","party":"Sam"}"""
        );
        var call = body["interactionId"]!.GetValue<string>();
        await alice.AskAsync("interaction.request.accept", new JsonObject { ["interactionId"] = call });
        var (nobody, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/consultation/answer");
        await alice.AskAsync("interaction.request.consult", new JsonObject { ["interactionId"] = call, ["destination"] = "0" });

        var (answered, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/consultation/answer");
        var (_, talking) = await GetAsync(his, "/simulator/agents/1001");
        var (parted, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/consultation/end");
        var (again, _) = await SendAsync(his, HttpMethod.Post, $"/simulator/interactions/{call}/consultation/end");
        var (_, alone) = await GetAsync(his, "/simulator/agents/1001");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent), (nobody, answered));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (parted, again));
        Assert.Equal("""{"state":"Connected","party":"0"}""", talking["interactions"]![0]!["consultation"]!.ToJsonString());
        Assert.Equal("Connected", alone["interactions"]![0]!["state"]!.GetValue<string>());
        Assert.Null(alone["interactions"]![0]!["consultation"]);
    }

    [Fact]
    public async Task Simulator_ChangesSettings_AndBreaksOperations()
    {
        await using var his = await RunningHis.StartAsync();
        const string Settings =
            """{"logoutReason":{"requirement":"Required","freeText":false,"reasons":[{"code":"END","label":"End"}]},"latency":"00:00:00.001"}""";

        var (set, _) = await SendAsync(his, HttpMethod.Put, "/simulator/settings", Settings);
        var (broken, _) = await SendAsync(
            his,
            HttpMethod.Post,
            "/simulator/faults",
            """{"operation":"Logout","behaviour":"Fail","message":"No."}"""
        );
        using var alice = await his.LogInAsync();
        var reason = new JsonObject { ["reason"] = new JsonObject { ["code"] = "END" } };
        var refused = await alice.AskAsync("session.request.logout", reason);
        var (cleared, _) = await SendAsync(his, HttpMethod.Delete, "/simulator/faults");
        var done = await alice.AskAsync("session.request.logout", reason);
        var (_, truth) = await GetAsync(his, "/simulator/agents/1001");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NoContent), (set, broken, cleared));
        Assert.Equal("SwitchLogoutFailure", refused.Failure());
        Assert.True(done.IsSuccess());
        Assert.False(truth["loggedIn"]!.GetValue<bool>());
        Assert.Equal("END", truth["logoutReason"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Simulator_SaysWhyItLogsAnAgentOff()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        var (wrong, _) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/1001/logout?cause=Whim");
        var (logout, _) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/1001/logout?cause=StationOutOfService");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NoContent), (wrong, logout));
        Assert.Equal("StationOutOfService", (await alice.HearEventAsync("session.event.disposed"))["params"]!["cause"]!.GetValue<string>());
        Assert.Equal("4003 logged out by the switch", await alice.HearEndAsync());
    }

    [Fact]
    public async Task Simulator_ActsByItself()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");

        var (notReady, _) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/1001/notready");
        var told = await alice.HearEventAsync("channel.event.notready");
        var (logout, _) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/1001/logout");
        var (unknown, _) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/77/logout");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (notReady, logout, unknown));
        Assert.Equal("SwitchInitiated", told["params"]!["cause"]!.GetValue<string>());
        Assert.Equal("4003 logged out by the switch", await alice.HearEndAsync());
    }
}
