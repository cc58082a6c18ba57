namespace His.Simulation;

/// <summary>What <see langword="await"/> in the simulation itself has posted: it waits until the world picks it.</summary>
internal sealed class PendingWork : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> _waiting = new();

    public bool Any => _waiting.Count > 0;

    public override void Post(SendOrPostCallback d, object? state) => _waiting.Enqueue((d, state));

    public override SynchronizationContext CreateCopy() => this;

    public void RunNext()
    {
        var (work, state) = _waiting.Dequeue();
        work(state);
    }

    public void Clear() => _waiting.Clear();
}
