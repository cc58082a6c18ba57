using System.Collections.Concurrent;
using His.Bus;
using His.Server.Http;
using His.Server.Metrics;
using His.Server.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace His.Server.Bus;

/// <summary>
/// The endpoint <c>/bus</c>. It authorizes a connection before the upgrade, and moves bytes after it; the dispatcher interprets them.
/// </summary>
internal sealed partial class BusEndpoint : IDisposable
{
    /// <summary>The WebSocket sub-protocol, which is the version of the bus.</summary>
    public const string Protocol = "his.v1";

    private readonly HisCore _core;
    private readonly BusOptions _options;
    private readonly Origins _origins;
    private readonly Readiness _readiness;
    private readonly BusMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<BusEndpoint> _log;
    private readonly ConcurrentDictionary<BusConnection, OpenConnection> _open = new();
    private readonly ConnectionQuota _places;

    // One timer for all: a timer each would be most of the cost of an idle connection.
    private readonly ITimer _round;

    public BusEndpoint(
        HisCore core,
        BusOptions options,
        Origins origins,
        Readiness readiness,
        BusMetrics metrics,
        TimeProvider time,
        ILogger<BusEndpoint> log
    )
    {
        (this._core, this._options, this._origins, this._readiness, this._metrics, this._time, this._log) = (
            core,
            options,
            origins,
            readiness,
            metrics,
            time,
            log
        );
        _places = new ConnectionQuota(options.MaxConnectionsPerAddress);
        _round = time.CreateTimer(
            static door => ((BusEndpoint)door!).SendAwayWhoDoesNotLogIn(),
            this,
            options.LoginTimeout / 2,
            options.LoginTimeout / 2
        );
    }

    /// <summary>The number of open connections.</summary>
    public int Count => _open.Count;

    /// <summary>Upgrades a request to a bus connection and serves it until it closes, or rejects it with problem details.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        if (Refusal(context) is var (status, why))
        {
            await RefuseAsync(context, status, why);
            return;
        }

        using var place = _places.TryAcquire(Client.Of(context).Address);
        if (place is null)
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many connections from this address.");
            return;
        }

        await ServeAsync(context);
    }

    private async Task RefuseAsync(HttpContext context, int status, string why)
    {
        _metrics.RecordRejected(status);
        LogRefused(
            _log,
            Client.Of(context).Address,
            status,
            why,
            HeaderText.Of(context.Request.Headers.Origin),
            HeaderText.Of(Origins.Own(context.Request))
        );
        await Results.Problem(why, statusCode: status).ExecuteAsync(context);
    }

    /// <summary>Closes all connections because HIS is stopping; clients may reconnect elsewhere.</summary>
    public void CloseAll()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Close(CloseCode.Stopping);
        }
    }

    public void Dispose() => _round.Dispose();

    private void SendAwayWhoDoesNotLogIn()
    {
        foreach (var (connection, guest) in _open)
        {
            if (!guest.Doorway.HasSession && _time.GetElapsedTime(guest.Came) >= _options.LoginTimeout)
            {
                connection.Close(CloseCode.NoLogin);
            }
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext
            {
                SubProtocol = Protocol,
                DangerousEnableCompression = false,
                KeepAliveInterval = _options.PingInterval,
                KeepAliveTimeout = _options.PongTimeout,
            }
        );
        var connection = new BusConnection(
            socket,
            ((CoalescingStream.Upgrade)context.Features.GetRequiredFeature<IHttpUpgradeFeature>()).Output!,
            Client.Of(context).Address,
            _options,
            _metrics,
            _time,
            _log
        );
        var dispatcher = _core.Open(connection);
        _open.TryAdd(connection, new OpenConnection(dispatcher, _time.GetTimestamp()));
        try
        {
            using var cut = connection.Overdue.UnsafeRegister(static request => ((HttpContext)request!).Abort(), context);
            if (_readiness.IsStopping)
            {
                connection.Close(CloseCode.Stopping); // accepted while CloseAll was running
            }

            await connection.RunAsync(dispatcher, context.RequestAborted);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    private (int Status, string Why)? Refusal(HttpContext context) =>
        _readiness.IsStopping ? (StatusCodes.Status503ServiceUnavailable, "HIS is stopping.")
        : !context.WebSockets.IsWebSocketRequest ? (StatusCodes.Status400BadRequest, "The bus is a WebSocket.")
        : !_origins.Allow(context.Request) ? (StatusCodes.Status403Forbidden, "This origin is not allowed.")
        : context.Request.QueryString.HasValue
            ? (StatusCodes.Status400BadRequest, "The bus accepts no query string, because addresses end up in logs.")
        : !context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol, StringComparer.Ordinal)
            ? (StatusCodes.Status400BadRequest, $"The sub-protocol must be {Protocol}.")
        : null;

    private sealed record OpenConnection(BusDispatcher Doorway, long Came);

    [LoggerMessage(
        4003,
        LogLevel.Information,
        "Refused a connection from {Address} with {Status}: {Why} Origin: {Origin}; HIS's own here: {Own}"
    )]
    private static partial void LogRefused(ILogger log, string address, int status, string why, string origin, string own);
}
