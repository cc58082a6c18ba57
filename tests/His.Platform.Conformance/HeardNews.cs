using Xunit;

namespace His.Platform.Conformance;

/// <summary>An event sink that records all events, which can be awaited. It also detects overlapping calls.</summary>
public sealed class HeardNews : IAgentEventSink
{
    private readonly Lock _gate = new();
    private readonly List<SwitchEvent> _heard = [];
    private readonly List<Wish> _wishes = [];
    private int _inside;
    private volatile bool _overlapped;

    /// <summary>All events so far, in order. Fails if two calls have overlapped.</summary>
    public IReadOnlyList<SwitchEvent> All
    {
        get
        {
            Assert.False(_overlapped, "Two calls of one agent's news overlapped: their order means nothing.");
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>The number of events so far: a position from which to wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _heard.Count;
            }
        }
    }

    public void OnEvent(SwitchEvent switchEvent)
    {
        _overlapped |= Interlocked.Increment(ref _inside) > 1;
        List<Wish> granted;
        lock (_gate)
        {
            _heard.Add(switchEvent);
            granted = _wishes.FindAll(wish => wish.IsFor(switchEvent));
            _wishes.RemoveAll(granted.Contains);
        }

        Interlocked.Decrement(ref _inside);
        foreach (var wish in granted)
        {
            wish.Grant(switchEvent);
        }
    }

    /// <summary>
    /// Waits for the first event of a type that matches, from position <paramref name="from"/> on, including events already recorded.
    /// </summary>
    /// <param name="what">A description for the failure message.</param>
    /// <param name="fits">The condition.</param>
    /// <param name="patience">The timeout.</param>
    /// <param name="from">The first position, a value of <see cref="Count"/>.</param>
    public async Task<T> WaitFor<T>(string what, Predicate<T> fits, TimeSpan patience, int from = 0)
        where T : SwitchEvent
    {
        Wish wish;
        lock (_gate)
        {
            if (_heard.Skip(from).OfType<T>().FirstOrDefault(it => fits(it)) is { } already)
            {
                return already;
            }

            wish = new Wish(switchEvent => switchEvent is T it && fits(it));
            _wishes.Add(wish);
        }

        try
        {
            return (T)await wish.Granted.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No news within {patience.TotalSeconds} s that {what}. Heard: {string.Join("; ", All)}");
            throw;
        }
    }

    private sealed class Wish(Predicate<SwitchEvent> fits)
    {
        // The sink must return at once, so the waiting test continues on another thread.
        private readonly TaskCompletionSource<SwitchEvent> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<SwitchEvent> Granted => _granted.Task;

        public bool IsFor(SwitchEvent switchEvent) => fits(switchEvent);

        public void Grant(SwitchEvent switchEvent) => _granted.TrySetResult(switchEvent);
    }
}
