using System.Net;

namespace His.Server.Http;

/// <summary>Who sends a request: the client itself, also where trusted proxies stand between (<see cref="TrustedProxies"/>).</summary>
/// <param name="Address">The client's address, an IPv4 one always in its own form; <c>local</c> for a Unix socket.</param>
/// <param name="IsOnThisMachine">
/// Whether the client runs on this machine: the connection comes from here, and no proxy says, or may have kept back, that it is
/// somewhere else.
/// </param>
internal sealed record Client(string Address, bool IsOnThisMachine)
{
    public static Client Of(HttpContext context) =>
        context.Features.Get<Client>() ?? throw new InvalidOperationException("Nobody has looked who sends this request: UseTrustedProxies comes first.");

    /// <summary>An address as text.</summary>
    public static string Text(IPAddress? address) => address switch
    {
        null => "local",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };

    /// <summary>Whether an address is of this machine; without one it is a Unix socket.</summary>
    public static bool IsLocal(IPAddress? address) => address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
