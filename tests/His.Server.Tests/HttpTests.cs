using System.Net;
using System.Text;
using His.Server.Http;
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
                "/simulator/link",
                "/simulator/platforms",
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

    internal static async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(RunningHis his, string path) =>
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

    internal static async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(
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
