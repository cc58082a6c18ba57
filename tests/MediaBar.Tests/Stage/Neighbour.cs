using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaBar.Tests.Stage;

/// <summary>Another site, on another port: a page with a frame in it.</summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private readonly WebApplication site;
    private string framed = "about:blank";
    private string rules = "";

    private Neighbour(WebApplication site) => this.site = site;

    /// <summary>Its origin, as browsers write it.</summary>
    public string Origin => site.Urls.Single();

    public static async Task<Neighbour> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var fresh = builder.Build();
        var neighbour = new Neighbour(fresh);
        fresh.MapGet("/", () => Results.Content(
            $"<!doctype html><html lang=en><title>CRM</title><link rel=icon href=data:,><iframe title=MediaBar width=1200 height=500 {neighbour.rules} src='{neighbour.framed}'></iframe>", "text/html"));
        await fresh.StartAsync();
        return neighbour;
    }

    /// <summary>What stands in the frame, and what the frame may do where it is in a sandbox.</summary>
    public void Show(Uri address, string? sandbox = null) => (framed, rules) = (address.ToString(), sandbox is null ? "" : $"sandbox='{sandbox}'");

    public ValueTask DisposeAsync() => site.DisposeAsync();
}
