using System.Collections.Concurrent;
using System.Net;
using His.Server.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace His.Server.Http;

/// <summary>
/// Determines the client of a request. Forwarded headers (<c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Prefix</c>) are applied if the proxy
/// is in <c>His:TrustedProxies</c>; <c>X-Forwarded-Host</c> never is, because a page could then choose the host that it is checked against.
/// From any other sender, such a header only removes trust: a request forwarded by an untrusted proxy does not count as local.
/// </summary>
internal sealed partial class TrustedProxies
{
    private const int MaxWarnings = 16;

    private readonly List<IPNetwork> _networks;
    private readonly bool _trustsUnixSockets;
    private readonly ForwardedHeadersMiddleware _forwarded;
    private readonly ILogger<TrustedProxies> _log;
    private readonly ConcurrentDictionary<string, bool> _warned = new(StringComparer.Ordinal);

    public TrustedProxies(IReadOnlyList<string> setting, ILoggerFactory loggers)
    {
        _log = loggers.CreateLogger<TrustedProxies>();
        _networks = [.. setting.Select(ProxySetting.Network).OfType<IPNetwork>()];
        _trustsUnixSockets = setting.Any(ProxySetting.IsUnixSocket);
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedPrefix,
            ForwardLimit = null, // any number of hops, each of them trusted
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in _networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        _forwarded = new ForwardedHeadersMiddleware(static _ => Task.CompletedTask, loggers, Options.Create(options));
    }

    /// <summary>Determines the client of a request; from then on its address, scheme and path base are those of the client.</summary>
    public void Judge(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        var isLocal = Client.IsLocal(peer);
        if (Mark(context.Request.Headers) is { } mark)
        {
            var isTrusted = Trusts(peer);
            isLocal = isLocal && isTrusted && HasOnlyLocalHops(context.Request.Headers);
            if (isTrusted)
            {
                _forwarded.ApplyForwarders(context);
            }
            else
            {
                Warn(Client.Text(peer), mark);
            }
        }

        context.Features.Set(new Client(Client.Text(context.Connection.RemoteIpAddress), isLocal));
    }

    private bool Trusts(IPAddress? peer)
    {
        var address = peer is { IsIPv4MappedToIPv6: true } ? peer.MapToIPv4() : peer;
        return address is null ? _trustsUnixSockets : _networks.Exists(network => network.Contains(address));
    }

    /// <summary>The first header that shows a proxy; <see langword="null"/> for none.</summary>
    private static string? Mark(IHeaderDictionary headers) =>
        headers.Keys.FirstOrDefault(static name =>
            name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Via", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>Whether the proxy names its client, and every hop that it names is on this machine.</summary>
    private static bool HasOnlyLocalHops(IHeaderDictionary headers)
    {
        var hops = headers.GetCommaSeparatedValues(ForwardedHeadersDefaults.XForwardedForHeaderName);
        return hops.Length > 0 && hops.All(static hop => IPEndPoint.TryParse(hop, out var named) && Client.IsLocal(named.Address));
    }

    private void Warn(string address, string mark)
    {
        if (_warned.Count < MaxWarnings && _warned.TryAdd(address, true))
        {
            LogNotTrusted(_log, address, mark);
        }
    }

    [LoggerMessage(
        4007,
        LogLevel.Warning,
        "Requests from {Address} have the header {Header} of a proxy, but {Address} is not in His:TrustedProxies: they count as requests of {Address}, and not as local"
    )]
    private static partial void LogNotTrusted(ILogger log, string address, string header);
}

/// <summary>Adds <see cref="TrustedProxies"/>; it must run before everything that uses the client of a request.</summary>
internal static class TrustedProxiesExtensions
{
    public static void UseTrustedProxies(this WebApplication server, HisSettings settings)
    {
        var proxies = new TrustedProxies(settings.Server.TrustedProxies, server.Services.GetRequiredService<ILoggerFactory>());
        server.Use(
            (context, next) =>
            {
                proxies.Judge(context);
                return next(context);
            }
        );
    }
}
