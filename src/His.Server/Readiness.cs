using His.Journal;
using His.Persistence;
using His.Platform;

namespace His.Server;

/// <summary>Whether HIS takes new work: a load balancer asks, and so does the door.</summary>
internal sealed class Readiness(IPlatform platform, IStore store)
{
    private volatile bool _isStopping;

    /// <summary>Whether HIS is on its way out.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>What keeps HIS from working; <see langword="null"/> for nothing.</summary>
    public string? UnavailableReason => _isStopping ? "stopping" : !platform.IsAvailable ? "the switch is unavailable" : store.UnavailableReason;

    /// <summary>The switches that are not there, where others are; <see langword="null"/> for none.</summary>
    public IReadOnlyList<string>? UnavailableSwitches => platform.UnavailableSwitches is { Count: > 0 } missing ? missing : null;

    public void Stop() => _isStopping = true;
}
