using His.Platform;

namespace His.Server;

/// <summary>Whether HIS takes new work: a load balancer asks, and so does the door.</summary>
internal sealed class Readiness(IPlatform platform)
{
    private volatile bool isStopping;

    /// <summary>Whether HIS is on its way out.</summary>
    public bool IsStopping => isStopping;

    /// <summary>What keeps HIS from working; <see langword="null"/> for nothing.</summary>
    public string? Obstacle => isStopping ? "stopping" : platform.IsAvailable ? null : "the switch is unavailable";

    public void Stop() => isStopping = true;
}
