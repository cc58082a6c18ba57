using System.Net;

namespace His.Server.Settings;

/// <summary>The entries of <c>His:TrustedProxies</c>: an address, a network, or <c>unix</c>.</summary>
internal static class ProxySetting
{
    private const string UnixSocket = "unix";

    public static string? Validate(string setting, IReadOnlyList<string> proxies)
    {
        foreach (var proxy in proxies)
        {
            if (!IsUnixSocket(proxy) && Network(proxy) is not { PrefixLength: > 0 })
            {
                return $"{setting} has '{proxy}'; it must be the address of a proxy such as 10.0.0.5, a network of proxies such as 10.0.0.0/28, "
                    + "or unix for one that connects over a Unix socket. Host names are not supported, and a network with prefix length 0 would trust every client.";
            }
        }

        return null;
    }

    /// <summary>Whether the entry trusts clients that connect over a Unix socket as proxies.</summary>
    public static bool IsUnixSocket(string proxy) => string.Equals(proxy, UnixSocket, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The network of an entry; a single address is the smallest network. <see langword="null"/> if the entry is neither.
    /// </summary>
    public static IPNetwork? Network(string proxy) =>
        IPAddress.TryParse(proxy, out var address) ? Alone(address)
        : IPNetwork.TryParse(proxy, out var network) ? network
        : null;

    private static IPNetwork Alone(IPAddress address)
    {
        var one = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return new IPNetwork(one, one.GetAddressBytes().Length * 8);
    }
}
