using His.Journal;
using His.Persistence;
using His.Platform;

namespace His.Server;

/// <summary>Whether HIS accepts new work; queried by load balancers and by the bus.</summary>
internal sealed class Readiness(IPlatform platform, IStore store)
{
    private volatile bool _isStopping;

    /// <summary>Whether HIS is stopping.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>The reason why HIS does not accept work; <see langword="null"/> if it does.</summary>
    public string? UnavailableReason =>
        _isStopping ? "stopping"
        : !platform.IsAvailable ? "the switch is unavailable"
        : store.UnavailableReason;

    /// <summary>The switches that are unavailable while others are available; <see langword="null"/> for none.</summary>
    public IReadOnlyList<string>? UnavailableSwitches => platform.UnavailableSwitches is { Count: > 0 } missing ? missing : null;

    public void Stop() => _isStopping = true;
}
