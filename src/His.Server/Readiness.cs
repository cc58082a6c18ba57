using His.Journal;
using His.Persistence;
using His.Server.Http;
using His.Server.Platforms;

namespace His.Server;

/// <summary>Whether HIS accepts new work; queried by load balancers and by the bus.</summary>
internal sealed class Readiness(RunningPlatforms platforms, IStore store)
{
    private volatile bool _isStopping;

    /// <summary>Whether HIS is stopping.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Whether HIS accepts work, or the first reason why it does not; a code for programs and a text for people.</summary>
    public (HealthCode Code, string Text) Status =>
        _isStopping ? (HealthCode.Draining, "HIS is stopping")
        : platforms.All.Any(it => it is { IsRequired: true, Platform.IsAvailable: false })
            ? (HealthCode.SwitchUnavailable, "the switch is unavailable")
        : store.UnavailableReason is { } reason ? (HealthCode.StoreUnavailable, reason)
        : (HealthCode.Ready, "ready");

    /// <summary>The switches that are unavailable while others are available; <see langword="null"/> for none.</summary>
    public IReadOnlyList<string>? UnavailableSwitches =>
        platforms
            .All.SelectMany(it => it.Platform is { IsAvailable: false } && !it.IsRequired ? [it.Name] : it.Platform.UnavailableSwitches)
            .ToList()
            is { Count: > 0 } missing
            ? missing
            : null;

    public void Stop() => _isStopping = true;
}
