using System.Net.Sockets;
using His.Server.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace His.Server.Metrics;

/// <summary>
/// Serves <c>GET /metrics</c> on a port of its own, and nothing else there: monitoring does not need access to the bus, and clients of the
/// bus do not get access to the metrics. Its address is its only setting.
/// </summary>
internal sealed class PrometheusEndpoint : IAsyncDisposable
{
    private readonly WebApplication _server;
    private volatile bool _isOpen;

    private PrometheusEndpoint(WebApplication server) => _server = server;

    /// <summary>The base address.</summary>
    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Binds the port. Requests get 503 until <see cref="Open"/>.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The port cannot be bound; the message names the setting.
    /// </exception>
    public static async Task<PrometheusEndpoint> ListenAsync(
        string address,
        PrometheusExporter exporter,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(address);
        builder.Services.AddRoutingCore();
        var server = builder.Build();
        var endpoint = new PrometheusEndpoint(server);
        server.UseRouting();
        server.MapGet("/metrics", (RequestDelegate)(context => endpoint.AnswerAsync(context, exporter)));
        try
        {
            await server.StartAsync(cancellationToken);
            return endpoint;
        }
        catch (Exception no) when (no is IOException { InnerException: AddressInUseException } or SocketException)
        {
            await server.DisposeAsync();
            throw StartupError.Create($"His:Metrics:Prometheus is '{address}', on which HIS cannot listen: {no.Message}");
        }
    }

    /// <summary>Starts to serve metrics, because HIS has started.</summary>
    public void Open() => _isOpen = true;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, PrometheusExporter exporter)
    {
        if (!_isOpen || exporter.Scrape() is not { } text)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
