using System.Collections.Concurrent;
using System.Net;
using His.Bus;
using His.Server.Settings;

namespace His.Server.Bus;

/// <summary>
/// Where connections come in: <c>/bus</c>. It decides before the upgrade who may, and moves bytes after it; what they mean is the
/// doorway's business.
/// </summary>
internal sealed partial class Door(House house, BusOptions options, Origins origins, Readiness readiness, TimeProvider time, ILogger<Door> log)
{
    /// <summary>The sub-protocol: the version of the bus.</summary>
    public const string Protocol = "his.v1";

    private readonly ConcurrentDictionary<BusConnection, byte> open = new();
    private readonly Places places = new(options.ConnectionsPerAddress);

    /// <summary>How many connections there are.</summary>
    public int Count => open.Count;

    public async Task EnterAsync(HttpContext context)
    {
        if (Refusal(context) is var (status, why))
        {
            LogRefused(log, Address(context), status, why);
            await Results.Problem(why, statusCode: status).ExecuteAsync(context);
            return;
        }

        using var place = places.Take(Address(context));
        if (place is null)
        {
            const string Full = "There are too many connections from this address.";
            LogRefused(log, Address(context), StatusCodes.Status429TooManyRequests, Full);
            await Results.Problem(Full, statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
            return;
        }

        await ServeAsync(context);
    }

    /// <summary>HIS is stopping: everybody is told, and may come back elsewhere.</summary>
    public void CloseAll()
    {
        foreach (var connection in open.Keys)
        {
            connection.Close(CloseCode.Stopping);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = Protocol,
            DangerousEnableCompression = false,
            KeepAliveInterval = options.PingEvery,
            KeepAliveTimeout = options.PongDeadline,
        });
        var connection = new BusConnection(socket, Address(context), options, time, log);
        var doorway = house.Open(connection);
        open.TryAdd(connection, 0);
        try
        {
            using var cut = connection.Overdue.UnsafeRegister(static request => ((HttpContext)request!).Abort(), context);
            await using var watch = time.CreateTimer(
                _ =>
                {
                    if (!doorway.HasSession)
                    {
                        connection.Close(CloseCode.NoLogin);
                    }
                },
                null,
                options.LoginDeadline,
                options.LoginDeadline);
            if (readiness.IsStopping)
            {
                connection.Close(CloseCode.Stopping); // came in while CloseAll went round
            }

            await connection.RunAsync(doorway, context.RequestAborted);
        }
        finally
        {
            open.TryRemove(connection, out _);
        }
    }

    private (int Status, string Why)? Refusal(HttpContext context) =>
        readiness.IsStopping ? (StatusCodes.Status503ServiceUnavailable, "HIS is stopping.")
        : !context.WebSockets.IsWebSocketRequest ? (StatusCodes.Status400BadRequest, "The bus is a WebSocket.")
        : !origins.Allow(context.Request) ? (StatusCodes.Status403Forbidden, "The bus is not open to this origin.")
        : context.Request.QueryString.HasValue ? (StatusCodes.Status400BadRequest, "The bus takes no query: what is in an address ends up in logs.")
        : !context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol, StringComparer.Ordinal) ? (StatusCodes.Status400BadRequest, $"The sub-protocol must be {Protocol}.")
        : null;

    private static string Address(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "local",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    [LoggerMessage(4003, LogLevel.Information, "Refused a connection from {Address} with {Status}: {Why}")]
    private static partial void LogRefused(ILogger log, string address, int status, string why);
}
