namespace His.Sessions.Reconciliation;

/// <summary>
/// Reconciles sessions with every platform (docs/use-cases/reconciliation.md), each by itself: one that cannot list its agents, or answers
/// late, does not delay the others.
/// </summary>
public sealed class PlatformReconcilers
{
    private readonly IReadOnlyList<SwitchReconciler> _all;

    internal PlatformReconcilers(HisCore core) => _all = [.. core.Platforms.Select(platform => new SwitchReconciler(core, platform))];

    /// <summary>Compares now, then repeatedly until <see cref="Stop"/>. Any thread; further calls do nothing.</summary>
    public void Start()
    {
        foreach (var one in _all)
        {
            one.Start();
        }
    }

    /// <summary>Stops comparing. Any thread; may be called twice.</summary>
    public void Stop()
    {
        foreach (var one in _all)
        {
            one.Stop();
        }
    }
}
