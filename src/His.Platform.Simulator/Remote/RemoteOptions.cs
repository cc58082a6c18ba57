using System.Net;

namespace His.Platform.Simulator.Remote;

/// <summary>The address and timing of the link to a switch in a process of its own.</summary>
/// <param name="Address">The address, on this machine.</param>
public sealed record RemoteOptions(IPEndPoint Address)
{
    /// <summary>How long the switch may take to respond to the first line. Default 5 s.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The delay before the second attempt; it doubles with each, with jitter. Default 100 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay between two attempts. Default 3 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The interval of pings. Default 5 s; one of two pings must have been answered.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);
}
