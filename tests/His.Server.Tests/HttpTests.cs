using System.Net;
using System.Text;
using His.Server.Http;
using His.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace His.Server.Tests;

/// <summary>What is HTTP: health, the OpenAPI document, headers, files, and the other side of the simulated switch.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task Health_IsLive_AndReadyWhileTheSwitchIsThere()
    {
        await using var his = await RunningHis.StartAsync();

        var (ready, yes) = await GetAsync(his, "/health/ready");
        his.Switch.LoseLink();
        var (away, why) = await GetAsync(his, "/health/ready");
        var (live, always) = await GetAsync(his, "/health/live");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready, away, live));
        Assert.Equal("""{"code":"ready","status":"ready"}""", yes.ToJsonString());
        Assert.Equal("""{"code":"switchUnavailable","status":"the switch is unavailable"}""", why.ToJsonString());
        Assert.Equal("""{"code":"live","status":"live"}""", always.ToJsonString());
    }

    [Fact]
    public async Task OpenApiDocument_HasEveryCall()
    {
        await using var his = await RunningHis.StartAsync();

        var (_, document) = await GetAsync(his, "/openapi/v1.json");

        Assert.Equal(
            [
                "/health/live",
                "/health/ready",
                "/simulator/agents/{agentId}",
                "/simulator/agents/{agentId}/channels/{channelId}/queues/{queue}",
                "/simulator/agents/{agentId}/interactions",
                "/simulator/agents/{agentId}/logout",
                "/simulator/agents/{agentId}/notready",
                "/simulator/faults",
                "/simulator/interactions/{interactionId}/answer",
                "/simulator/interactions/{interactionId}/consultation/answer",
                "/simulator/interactions/{interactionId}/consultation/end",
                "/simulator/interactions/{interactionId}/end",
                "/simulator/interactions/{interactionId}/transfer/answer",
                "/simulator/interactions/{interactionId}/transfer/end",
                "/simulator/settings",
            ],
            document["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal)
        );
        Assert.All(
            document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()),
            call => Assert.NotEmpty(call.Value!["summary"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task Answers_TellBrowsersWhatTheyMayDo()
    {
        await using var his = await RunningHis.StartAsync("FrameAncestors:0=https://crm.example");

        var answer = await his.Http.GetAsync(new Uri("/", UriKind.Relative));
        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("default-src 'self'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self' https://crm.example;", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain('*', policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task WithoutMediaBar_TheFirstPageSaysHowToBuildIt()
    {
        await using var his = await RunningHis.StartAsync();

        Assert.Contains("./run", await his.Http.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_AreServed_AndOnlyThoseWithAHashAreKept()
    {
        var folder = Directory.CreateTempSubdirectory("mediabar");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.html"), "<!doctype html><title>MediaBar</title>");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bar-a1b2c3d4.js"), "export {}");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "media-bar.js"), "export {}");
        await using var his = await RunningHis.StartAsync($"MediaBarPath={folder.FullName}");

        var page = await his.Http.GetAsync(new Uri("/", UriKind.Relative));
        var hashed = await his.Http.GetAsync(new Uri("/bar-a1b2c3d4.js", UriKind.Relative));
        var plain = await his.Http.GetAsync(new Uri("/media-bar.js", UriKind.Relative));
        var outside = await his.Http.GetAsync(new Uri("/%2e%2e/%2e%2e/etc/passwd", UriKind.Relative));

        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        Assert.Contains("immutable", hashed.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-cache", plain.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript", plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        folder.Delete(recursive: true);
    }

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
        var dialled = await alice.AskAsync("channel.request.dial", new JsonObject { ["channelId"] = "phone", ["destination"] = "0" });
        var rings = dialled["result"]!["interactionId"]!.GetValue<string>();
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

    [Fact]
    public async Task Simulator_GivesOneQueueAStateOfItsOwn_AndBreaksAnOperationInOne()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        var phone = new JsonObject { ["channelId"] = "phone" };

        var (broken, _) = await SendAsync(
            his,
            HttpMethod.Post,
            "/simulator/faults",
            """{"operation":"Ready","behaviour":"Fail","queue":"support"}"""
        );
        var partly = await alice.AskAsync("channel.request.ready", phone.DeepClone().AsObject());
        Assert.Equal((HttpStatusCode.NoContent, "support"), (broken, (string)partly["error"]!["data"]!["queues"]![0]!));
        Assert.True((await alice.AskAsync("channel.request.ready", phone)).IsSuccess());

        var (set, _) = await SendAsync(
            his,
            HttpMethod.Put,
            "/simulator/agents/1001/channels/chat/queues/sales",
            """{"agentState":"Ready"}"""
        );
        await alice.HearEventAsync("channel.event.ready");
        var told = await alice.HearEventAsync("channel.event.updated");
        Assert.Equal(HttpStatusCode.NoContent, set);
        Assert.Equal(
            """[{"queue":"sales","agentState":"Ready"},{"queue":"support","agentState":"NotReady"}]""",
            told["params"]!["queues"]!.ToJsonString()
        );
        var (_, truth) = await GetAsync(his, "/simulator/agents/1001");
        Assert.Equal(["Ready", "NotReady"], truth["channels"]![1]!["queues"]!.AsArray().Select(it => (string?)it!["agentState"]));

        var (paused, _) = await SendAsync(
            his,
            HttpMethod.Put,
            "/simulator/agents/1001/channels/phone/queues/support",
            """{"agentState":"NotReady","reason":{"text":"Auto-Pause"}}"""
        );
        told = await alice.HearEventAsync("channel.event.updated");
        Assert.Equal((HttpStatusCode.NoContent, "Auto-Pause"), (paused, (string)told["params"]!["queues"]![1]!["reason"]!["text"]!));
    }

    [Theory]
    [InlineData(
        "/simulator/agents/1001/channels/phone/queues/sales",
        """{"agentState":"Ready","reason":{"code":"LUNCH"}}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        "/simulator/agents/1001/channels/phone/queues/sales",
        """{"agentState":"NotReady","reason":{}}""",
        HttpStatusCode.BadRequest
    )]
    [InlineData("/simulator/agents/1001/channels/phone/queues/sales", """{"agentState":"Perhaps"}""", HttpStatusCode.BadRequest)]
    [InlineData("/simulator/agents/1001/channels/phone/queues/parts", """{"agentState":"Ready"}""", HttpStatusCode.NotFound)]
    [InlineData("/simulator/agents/1001/channels/fax/queues/sales", """{"agentState":"Ready"}""", HttpStatusCode.NotFound)]
    [InlineData("/simulator/agents/1002/channels/phone/queues/sales", """{"agentState":"Ready"}""", HttpStatusCode.NotFound)]
    public async Task Simulator_RefusesAStateOfAQueueThatMakesNoSense(string path, string body, HttpStatusCode expected)
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();

        Assert.Equal(expected, (await SendAsync(his, HttpMethod.Put, path, body)).Status);
    }

    [Theory]
    [InlineData("""{"operation":"Logout","behaviour":"Fail","queue":"sales"}""")]
    [InlineData("""{"operation":"Ready","behaviour":"Fail","queue":"parts"}""")]
    public async Task Simulator_RefusesAFaultInAQueueThatMakesNoSense(string body)
    {
        await using var his = await RunningHis.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(his, HttpMethod.Post, "/simulator/faults", body)).Status);
    }

    [Theory]
    [InlineData("""{"type":"Chat","party":"Sam","colour":"red"}""", "$.colour")]
    [InlineData("""{"type":"Chat"}""", "$")]
    [InlineData("""{"type":"Fax","party":"Sam"}""", "$.type")]
    [InlineData("""{"type":1,"party":"Sam"}""", "$.type")]
    [InlineData("""{"type":"Chat","party":null}""", "$.party")]
    [InlineData("""{"type":"Chat","party":"Sam","party":"Bo"}""", "$.party")]
    [InlineData("{", "$")]
    public async Task Simulator_RefusesAWrongBody_AndNamesTheMember(string body, string path)
    {
        await using var his = await RunningHis.StartAsync();

        var (status, problem) = await SendAsync(his, HttpMethod.Post, "/simulator/agents/1001/interactions", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem["path"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"latency":"-00:00:01"}""")]
    [InlineData("""{"logoutReason":{"requirement":"Optional","reasons":[{"code":"A","label":"a"},{"code":"A","label":"b"}]}}""")]
    public async Task Simulator_RefusesSettingsThatMakeNoSense(string body)
    {
        // B62
        await using var his = await RunningHis.StartAsync();

        var (status, problem) = await SendAsync(his, HttpMethod.Put, "/simulator/settings", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Simulator_TakesJsonOnly_AndOnlyFromItsOwnPages()
    {
        await using var his = await RunningHis.StartAsync();
        using var form = new StringContent("{}", Encoding.UTF8, "text/plain");
        using var foreign = new HttpRequestMessage(HttpMethod.Delete, "/simulator/faults")
        {
            Headers = { { "Origin", "https://evil.example" } },
        };
        using var own = new HttpRequestMessage(HttpMethod.Delete, "/simulator/faults")
        {
            Headers = { { "Origin", his.Address.GetLeftPart(UriPartial.Authority) } },
        };

        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType,
            (await his.Http.PutAsync(new Uri("/simulator/settings", UriKind.Relative), form)).StatusCode
        );
        Assert.Equal(HttpStatusCode.Forbidden, (await his.Http.SendAsync(foreign)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await his.Http.SendAsync(own)).StatusCode);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(RunningHis his, string path) =>
        await SendAsync(his, HttpMethod.Get, path);

    [Fact]
    public async Task WhatComesAsABody_BecomesATypeThatIsKnownAtCompileTime()
    {
        await using var his = await RunningHis.StartAsync($"Api:Key={new string('k', 32)}");
        var bodies = his
            .Endpoints.SelectMany(it => it.Metadata.OfType<IAcceptsMetadata>())
            .Select(it => it.RequestType)
            .OfType<Type>()
            .ToList();

        var known = KnownTypes.Of(HttpJson.Default, leftOut: typeof(ProblemDetails)); // which goes out and never comes

        Assert.Contains(typeof(LogoutOrderRequest), bodies);
        Assert.Empty(bodies.Except(known.Select(it => it.Type)));
        Assert.DoesNotContain(known, KnownTypes.IsOpen);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
        RunningHis his,
        HttpMethod method,
        string path,
        string? json = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await TestTimeout.Wait(his.Http.SendAsync(request), path);
        var body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!);
    }
}
