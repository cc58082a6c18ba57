using System.Net;

namespace His.Server.Tests;

/// <summary>MediaBar's scripts for pages of other origins. A browser runs them there only where HIS says that it may.</summary>
public sealed class ScriptsTests
{
    private const string Crm = "https://crm.example";

    [Theory]
    [InlineData("/media-bar.js", Crm, Crm)]
    [InlineData("/media-bar-de.js", Crm, Crm)]
    [InlineData("/media-bar.js", "https://evil.example", null)]
    [InlineData("/media-bar.js", "https://crm.example:8443", null)]
    [InlineData("/media-bar.js", "null", null)]
    [InlineData("/media-bar.js", "", null)]
    public async Task AScript_IsForTheOriginsOfTheSettings_AndWhateverTheOrigin_CachesKnow(string path, string origin, string? allowed)
    {
        using var web = new WebFolder();
        await using var his = await RunningHis.StartAsync($"MediaBarPath={web.Path}", $"Bus:AllowedOrigins:0={Crm}");

        using var answer = await GetAsync(his, path, origin);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var said) ? said.Single() : null);
        Assert.Equal("Origin", answer.Headers.Vary.Single());
    }

    [Fact]
    public async Task AScriptThatIsAskedForAgain_AndHasNotChanged_IsForThemToo()
    {
        using var web = new WebFolder();
        await using var his = await RunningHis.StartAsync($"MediaBarPath={web.Path}", $"Bus:AllowedOrigins:0={Crm}");
        using var first = await GetAsync(his, "/media-bar.js", Crm);

        using var again = await GetAsync(his, "/media-bar.js", Crm, first.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(Crm, again.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("Origin", again.Headers.Vary.Single());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/embed.html")]
    [InlineData("/pages/embed.js")]
    [InlineData("/health/live")]
    [InlineData("/simulator/agents/1001")]
    public async Task NothingElse_IsForOtherOrigins(string path)
    {
        using var web = new WebFolder();
        await using var his = await RunningHis.StartAsync($"MediaBarPath={web.Path}", $"Bus:AllowedOrigins:0={Crm}");

        using var answer = await GetAsync(his, path, Crm);

        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://evil.example", "https://evil.example")]
    [InlineData("https://evil.example\t\u001b[2J", "https://evil.example??[2J")]
    public async Task WhoeverGetsNoScript_IsNamedInTheLog(string origin, string shown)
    {
        using var web = new WebFolder();
        await using var his = await RunningHis.StartAsync($"MediaBarPath={web.Path}", $"Bus:AllowedOrigins:0={Crm}");
        using var line = await RawLine.DialAsync(his.Address);

        await line.SendHeadAsync($"GET /media-bar.js HTTP/1.1\r\nHost: {his.Address.Authority}\r\nOrigin: {origin}\r\n\r\n");

        Assert.Contains($"media-bar.js was requested by a page of {shown}", his.Logs.All, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', his.Logs.All);
    }

    private static async Task<HttpResponseMessage> GetAsync(RunningHis his, string path, string origin, string? etag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (origin.Length > 0)
        {
            request.Headers.Add("Origin", origin);
        }

        if (etag is not null)
        {
            request.Headers.Add("If-None-Match", etag);
        }

        return await TestTimeout.Wait(his.Http.SendAsync(request), path);
    }

    /// <summary>A build of MediaBar, by its names.</summary>
    private sealed class WebFolder : IDisposable
    {
        public WebFolder()
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, "pages"));
            foreach (var name in new[] { "index.html", "embed.html", "media-bar.js", "media-bar-de.js", "pages/embed.js" })
            {
                File.WriteAllText(System.IO.Path.Combine(Path, name), "export {}");
            }
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("mediabar").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
