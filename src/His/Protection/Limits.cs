namespace His.Protection;

/// <summary>Counts what happened within the last minute. Used by one reader at a time.</summary>
internal sealed class MinuteCount(TimeProvider time)
{
    private readonly Queue<long> _moments = new();

    /// <summary>Counts one more and answers how many there were within 60 s.</summary>
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

/// <summary>How many requests a connection may send: a bucket that fills steadily and holds two seconds' worth.</summary>
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
