using System.Net;

namespace His.Server.Http;

/// <summary>The client that sent a request, also if trusted proxies forwarded it (<see cref="TrustedProxies"/>).</summary>
/// <param name="Address">The client's address, IPv4-mapped addresses as IPv4; <c>local</c> for a Unix socket.</param>
/// <param name="IsOnThisMachine">
/// Whether the client runs on this machine: the connection is local, and no proxy reports, or may have withheld, that the client is
/// elsewhere.
/// </param>
internal sealed record Client(string Address, bool IsOnThisMachine)
{
    public static Client Of(HttpContext context) =>
        context.Features.Get<Client>()
        ?? throw new InvalidOperationException("The client of this request is not determined: UseTrustedProxies must run first.");

    /// <summary>Formats an address; <c>local</c> for <see langword="null"/>, a Unix socket.</summary>
    public static string Text(IPAddress? address) =>
        address switch
        {
            null => "local",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            _ => address.ToString(),
        };

    /// <summary>Whether an address is a loopback address or <see langword="null"/>, a Unix socket.</summary>
    public static bool IsLocal(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
