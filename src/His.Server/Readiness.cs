using His.Journal;
using His.Persistence;
using His.Platform;
using His.Server.Http;

namespace His.Server;

/// <summary>Whether HIS accepts new work; queried by load balancers and by the bus.</summary>
internal sealed class Readiness(IPlatform platform, IStore store)
{
    private volatile bool _isStopping;

    /// <summary>Whether HIS is stopping.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Whether HIS accepts work, or the first reason why it does not; a code for programs and a text for people.</summary>
    public (HealthCode Code, string Text) Status =>
        _isStopping ? (HealthCode.Draining, "HIS is stopping")
        : !platform.IsAvailable ? (HealthCode.SwitchUnavailable, "the switch is unavailable")
        : store.UnavailableReason is { } reason ? (HealthCode.StoreUnavailable, reason)
        : (HealthCode.Ready, "ready");

    /// <summary>The switches that are unavailable while others are available; <see langword="null"/> for none.</summary>
    public IReadOnlyList<string>? UnavailableSwitches => platform.UnavailableSwitches is { Count: > 0 } missing ? missing : null;

    public void Stop() => _isStopping = true;
}
