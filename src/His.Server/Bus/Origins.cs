using System.Net;
using His.Server.Settings;

namespace His.Server.Bus;

/// <summary>
/// Which web pages may talk to HIS: those that HIS has served itself, and those of the origins in the settings. Compared letter by
/// letter: scheme, host and port. Without this any page that an agent opens could speak as their browser.
/// </summary>
internal sealed class Origins(BusOptions options)
{
    /// <summary>For the bus. Who sends no origin is no browser, and welcome from this machine or by a setting.</summary>
    public bool Allow(HttpRequest request) => request.Headers.Origin switch
    {
        { Count: 0 } => options.AllowNoOrigin || IsLocal(request.HttpContext),
        [{ } origin] => IsOwn(request, origin) || options.AllowedOrigins.Contains(origin, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>For calls that no other page has a reason to make.</summary>
    public static bool AllowOwn(HttpRequest request) => request.Headers.Origin switch
    {
        { Count: 0 } => true,
        [{ } origin] => IsOwn(request, origin),
        _ => false,
    };

    private static bool IsOwn(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.Ordinal);

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
