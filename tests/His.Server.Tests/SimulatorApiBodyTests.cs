using System.Net;
using System.Text;
using static His.Server.Tests.HttpTests;

namespace His.Server.Tests;

/// <summary>Bodies and callers that <c>/simulator/...</c> refuses, and states of one queue alone.</summary>
public sealed class SimulatorApiBodyTests
{
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
}
