using System.Net;

namespace His.Platform.Simulator.Remote;

/// <summary>Where the switch is that runs in a process of its own, and how patient HIS is with it.</summary>
/// <param name="Address">Where, on this machine.</param>
public sealed record RemoteOptions(IPEndPoint Address)
{
    /// <summary>How long the switch may take to answer the first line. 5 s.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before the second attempt; it doubles with each, and has some chance in it. 100 ms.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause. 3 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the switch is asked whether it is there. 5 s; of two pings one must have been answered.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(5);
}
