using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace His.Server.Tests;

/// <summary>Sessions over HTTP, for supervisors and other programs.</summary>
public sealed class SessionsApiTests
{
    private const string Key = "a-key-of-this-test-0123456789-abcdef";

    [Fact]
    public async Task WithoutAKeyInTheSettings_ThereIsNoApi()
    {
        await using var his = await RunningHis.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await his.Http.GetAsync(new Uri("/api/v1/sessions", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic " + Key)]
    public async Task WithoutTheKey_NobodyIsLetIn(string? header)
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        var alice = await his.LogInAsync();
        var id = await SessionIdAsync(his);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(
                method,
                method == HttpMethod.Get ? "/api/v1/sessions" : $"/api/v1/sessions/{id}/logout"
            );
            request.Content = method == HttpMethod.Post ? JsonContent.Create(new { orderedBy = "mallory" }) : null;
            request.Headers.TryAddWithoutValidation("Authorization", header);
            Assert.Equal(HttpStatusCode.Unauthorized, (await his.Http.SendAsync(request)).StatusCode);
        }

        await alice.AskAsync("session.request.ping"); // still there
    }

    [Fact]
    public async Task AKeyThatIsTooShort_StopsTheStart()
    {
        var complaint = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            RunningHis.StartAsync("Api:Key=secret")
        );

        Assert.Contains("His:Api:Key", complaint.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", complaint.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASupervisor_SeesWhoIsThere_AndLogsThemOut()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");

        var entry = Assert.Single((await ListAsync(his)).AsArray())!;
        Assert.Equal("1001", (string)entry["session"]!["agent"]!["id"]!);
        Assert.True((bool)entry["connected"]!);
        Assert.Equal("Ready", (string)entry["channels"]![0]!["agentState"]!);

        using var answer = await OrderAsync(
            his,
            (string)entry["session"]!["id"]!,
            new
            {
                orderedBy = "carol",
                cause = "Maintenance",
                reason = new { text = "new release" },
            }
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("4002", await alice.HearEndAsync(), StringComparison.Ordinal);
        Assert.Equal("Maintenance", (string)alice.Heard.Last(it => (string?)it["method"] == "session.event.disposed")["params"]!["cause"]!);
        Assert.Empty((await ListAsync(his)).AsArray());
        Assert.Equal("new release", his.Switch.GetState("1001")!.LogoutReason!.Text);
    }

    [Fact]
    public async Task Times_AreAsOnTheBus()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        using var line = await his.ConnectAsync();
        var login = await line.AskAsync("session.request.login", RunningHis.LoginOf("1001"));
        var onTheBus = Moments(login["result"]!["snapshot"]!["session"]!).ToList();

        var overHttp = Moments(Assert.Single((await ListAsync(his)).AsArray())!["session"]!).ToList();

        Assert.NotEmpty(onTheBus);
        Assert.Equal(onTheBus, overHttp);

        static IEnumerable<string> Moments(JsonNode node) =>
            node switch
            {
                JsonObject members => members.SelectMany(it => it.Value is null ? [] : Moments(it.Value)),
                JsonArray items => items.SelectMany(it => Moments(it!)),
                _ => DateTimeOffset.TryParse(node.ToString(), CultureInfo.InvariantCulture, out _)
                && node.ToString().Contains('T', StringComparison.Ordinal)
                    ? [node.ToString()]
                    : [],
            };
    }

    [Fact]
    public async Task WithACall_TheOrderDecides()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);
        var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var call = his.Switch.Parties.OfferInteraction("1001", Platform.ChannelType.Telephony, "+4930123")!;
        await alice.HearEventAsync("interaction.event.created");
        var id = await SessionIdAsync(his);

        using var refused = await OrderAsync(his, id, new { orderedBy = "carol" });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("OngoingInteraction", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["failure"]!["failure"]!);

        using var waits = await OrderAsync(his, id, new { orderedBy = "carol", ongoingInteractions = "Wait" });
        Assert.Equal(HttpStatusCode.Accepted, waits.StatusCode);
        await alice.HearEventAsync("session.event.logoutpending");
        Assert.True((bool)Assert.Single((await ListAsync(his)).AsArray())!["session"]!["logoutPending"]!);

        using var takenBack = await Call(his, HttpMethod.Delete, $"/api/v1/sessions/{id}/logout");
        Assert.Equal(HttpStatusCode.NoContent, takenBack.StatusCode);
        await alice.HearEventAsync("session.event.logoutpending");

        using var ends = await OrderAsync(his, id, new { orderedBy = "carol", ongoingInteractions = "End" });
        Assert.Equal(HttpStatusCode.OK, ends.StatusCode);
        Assert.StartsWith("4002", await alice.HearEndAsync(), StringComparison.Ordinal);
        Assert.False(his.Switch.Parties.EndByCustomer(call)); // it is over
    }

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":""}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol\n4101 forged"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol","cause":"ConnectionLost"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol","cause":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol","ongoingInteractions":"Kill"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol","isAdmin":true}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol","reason":{"text":"a\r\nb"}}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"by":"carol"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"orderedBy":"carol"}""", HttpStatusCode.NotFound)]
    public async Task AnOrderThatMakesNoSense_IsRefused(string body, HttpStatusCode expected)
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);

        using var answer = await Call(
            his,
            HttpMethod.Post,
            "/api/v1/sessions/session-0/logout",
            new StringContent(body, new MediaTypeHeaderValue("application/json"))
        );

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task TheApiHasAVersion_InItsPath_AndInTheOpenApiDocument()
    {
        await using var his = await RunningHis.StartAsync("Api:Key=" + Key);

        var document = JsonNode.Parse(await his.Http.GetStringAsync("/openapi/v1.json"))!;
        using var unversioned = await Call(his, HttpMethod.Get, "/api/sessions");

        Assert.Equal(
            ["/api/v1/sessions", "/api/v1/sessions/{sessionId}/logout"],
            document["paths"]!
                .AsObject()
                .Select(path => path.Key)
                .Where(path => path.StartsWith("/api", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["orderedBy", "cause", "ongoingInteractions", "reason"],
            document["components"]!["schemas"]!["LogoutOrderRequest"]!["properties"]!.AsObject().Select(member => member.Key)
        );
        Assert.Equal(HttpStatusCode.NotFound, unversioned.StatusCode);
    }

    private static async Task<JsonNode> ListAsync(RunningHis his)
    {
        using var answer = await Call(his, HttpMethod.Get, "/api/v1/sessions");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private static async Task<string> SessionIdAsync(RunningHis his) => (string)(await ListAsync(his))[0]!["session"]!["id"]!;

    private static Task<HttpResponseMessage> OrderAsync(RunningHis his, string sessionId, object order) =>
        Call(his, HttpMethod.Post, $"/api/v1/sessions/{sessionId}/logout", JsonContent.Create(order));

    private static async Task<HttpResponseMessage> Call(RunningHis his, HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return await his.Http.SendAsync(request);
    }
}
