namespace His.Protection;

/// <summary>Counts events within the last minute. Not thread-safe.</summary>
internal sealed class MinuteCount(TimeProvider time)
{
    private readonly Queue<long> _moments = new();

    /// <summary>Counts one more and returns the number within the last 60 s.</summary>
    public int Add()
    {
        _moments.Enqueue(time.GetTimestamp());
        return Count;
    }

    public int Count
    {
        get
        {
            while (_moments.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > TimeSpan.FromMinutes(1))
            {
                _moments.Dequeue();
            }

            return _moments.Count;
        }
    }

    public void Clear() => _moments.Clear();
}

/// <summary>The rate limit for the requests of a connection: a token bucket that refills steadily and holds two seconds' worth.</summary>
internal sealed class RequestBudget(int perSecond, TimeProvider time)
{
    private double _left = perSecond * 2;
    private long _asOf = time.GetTimestamp();

    public bool TrySpend()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(perSecond * 2, _left + (time.GetElapsedTime(_asOf, now).TotalSeconds * perSecond));
        _asOf = now;
        if (_left < 1)
        {
            return false;
        }

        _left--;
        return true;
    }
}
