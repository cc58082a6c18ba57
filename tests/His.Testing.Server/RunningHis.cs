using His.Platform.Simulator;
using His.Server.Platforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace His.Testing.Server;

/// <summary>The real server, listening on this machine on a free port, with the simulated switch.</summary>
internal sealed class RunningHis : IAsyncDisposable
{
    public const string Password = "canary-Pa55word-7f3a";

    private readonly WebApplication _server;

    private RunningHis(WebApplication server, HeardLogs logs)
    {
        this._server = server;
        Logs = logs;
        Address = new Uri(server.Urls.Single());
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public Uri Bus => new UriBuilder(Address) { Scheme = "ws", Path = "/bus" }.Uri;

    public HttpClient Http { get; }

    public HeardLogs Logs { get; }

    public SimulatedSwitch Switch => _server.Services.GetRequiredService<RunningPlatforms>().Of<SimulatedSwitch>().First().Platform;

    public IHostApplicationLifetime Life => _server.Lifetime;

    /// <summary>Every call there is.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _server.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>What the web server lets a stranger do.</summary>
    public KestrelServerLimits Limits => _server.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    /// <summary>How many agents are logged in.</summary>
    public int Sessions => _server.Services.GetRequiredService<HisCore>().Sessions.Count;

    /// <summary>Starts it with these settings, each as <c>Name=value</c> below <c>His:</c>.</summary>
    public static async Task<RunningHis> StartAsync(params string[] settings)
    {
        var logs = new HeardLogs();
        var fresh = HisServer.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--His:Simulator:Password={Password}",
                "--His:Simulator:RecordCommands=true",
                "--His:Storage:Kind=None",
                .. settings.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : $"--His:{setting}"),
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Logging.AddProvider(logs);
            }
        );
        await fresh.StartAsync();
        return new RunningHis(fresh, logs);
    }

    /// <summary>Opens a connection.</summary>
    public Task<Line> ConnectAsync() => Line.OpenAsync(Bus);

    /// <summary>Opens a connection and logs an agent in.</summary>
    public async Task<Line> LogInAsync(string agentId = "1001", string? locale = null)
    {
        var line = await ConnectAsync();
        var answer = await line.AskAsync("session.request.login", LoginOf(agentId, locale));
        Assert.NotNull(answer["result"]);
        return line;
    }

    public static JsonObject LoginOf(string agentId, string? locale = null, string password = Password)
    {
        var login = new JsonObject { ["agentId"] = agentId, ["password"] = password };
        if (locale is not null)
        {
            login["locale"] = locale;
        }

        return login;
    }

    /// <summary>A customer comes; the agent must be Ready.</summary>
    public string Offer(string agentId) =>
        Switch.Parties.OfferInteraction(agentId, Platform.ChannelType.Telephony, "+15550100")
        ?? throw new InvalidOperationException("Nobody is Ready.");

    /// <summary>Stops, as for an upgrade.</summary>
    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
