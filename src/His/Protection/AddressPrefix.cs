using System.Net;
using System.Net.Sockets;

namespace His.Protection;

/// <summary>
/// Maps a client address to the unit that per-address limits count: the IPv4 address, or the first 64 bits of the IPv6 address, because a
/// client with one address there usually has all 2^64.
/// </summary>
public static class AddressPrefix
{
    private const int Bytes = 8;

    /// <summary>The prefix of an address, such as <c>2001:db8::/64</c>; anything but an IPv6 address is returned unchanged.</summary>
    /// <param name="address">The address in text form.</param>
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
