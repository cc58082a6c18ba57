namespace His.Simulation;

/// <summary>What <see langword="await"/> in the simulation itself has posted: it waits until the world picks it.</summary>
internal sealed class PendingWork : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Work, object? State)> waiting = new();

    public bool Any => waiting.Count > 0;

    public override void Post(SendOrPostCallback d, object? state) => waiting.Enqueue((d, state));

    public override SynchronizationContext CreateCopy() => this;

    public void RunNext()
    {
        var (work, state) = waiting.Dequeue();
        work(state);
    }

    public void Clear() => waiting.Clear();
}
