using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaBar.Tests.Support;

/// <summary>Another site, on another port: a page with a frame in it, or one that is given.</summary>
internal sealed class OtherOrigin : IAsyncDisposable
{
    private readonly WebApplication _site;
    private string _body = "";
    private string _policy = "";

    private OtherOrigin(WebApplication site) => this._site = site;

    /// <summary>Its origin, as browsers write it.</summary>
    public string Origin => _site.Urls.Single();

    /// <summary>The same page, of an origin that is not even of the same site as 127.0.0.1.</summary>
    public string OriginElsewhere => Origin.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public static async Task<OtherOrigin> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fresh = builder.Build();
        var neighbour = new OtherOrigin(fresh);
        fresh.MapGet(
            "/",
            (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = neighbour._policy;
                return Results.Content(
                    $"<!doctype html><html lang=en><title>CRM</title><link rel=icon href=data:,>{neighbour._body}",
                    "text/html"
                );
            }
        );
        await fresh.StartAsync();
        return neighbour;
    }

    /// <summary>What stands in the frame, and what the frame may do where it is in a sandbox.</summary>
    public void Show(Uri address, string? sandbox = null) =>
        Show($"<iframe title=MediaBar width=1200 height=500 {(sandbox is null ? "" : $"sandbox='{sandbox}'")} src='{address}'></iframe>");

    /// <summary>What stands in the page, and what it may do.</summary>
    public void Show(string lines, string contentSecurityPolicy = "") => (_body, _policy) = (lines, contentSecurityPolicy);

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}
