using System.Net;
using System.Net.Sockets;

namespace His.Protection;

/// <summary>
/// Whose an address is, where something is counted for each address. With IPv4 it is the address; with IPv6 its first 64 bits, for whoever
/// has one address there has all 2^64 of them to come from.
/// </summary>
public static class AddressPrefix
{
    private const int Bytes = 8;

    /// <summary>The prefix of an address, such as <c>2001:db8::/64</c>; what is no IPv6 address stays as it is.</summary>
    /// <param name="address">As it is written.</param>
    public static string Of(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return parsed.MapToIPv4().ToString();
        }

        var bytes = parsed.GetAddressBytes();
        bytes.AsSpan(Bytes).Clear();
        return $"{new IPAddress(bytes)}/{8 * Bytes}";
    }
}
