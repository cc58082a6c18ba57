namespace His.Protection;

/// <summary>Counts what happened within the last minute. Used by one reader at a time.</summary>
internal sealed class MinuteCount(TimeProvider time)
{
    private readonly Queue<long> moments = new();

    /// <summary>Counts one more and answers how many there were within 60 s.</summary>
    public int Add()
    {
        moments.Enqueue(time.GetTimestamp());
        return Count;
    }

    public int Count
    {
        get
        {
            while (moments.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > TimeSpan.FromMinutes(1))
            {
                moments.Dequeue();
            }

            return moments.Count;
        }
    }

    public void Clear() => moments.Clear();
}

/// <summary>How many requests a connection may send: a bucket that fills steadily and holds two seconds' worth.</summary>
internal sealed class RequestBudget(int perSecond, TimeProvider time)
{
    private double left = perSecond * 2;
    private long asOf = time.GetTimestamp();

    public bool TrySpend()
    {
        var now = time.GetTimestamp();
        left = Math.Min(perSecond * 2, left + (time.GetElapsedTime(asOf, now).TotalSeconds * perSecond));
        asOf = now;
        if (left < 1)
        {
            return false;
        }

        left--;
        return true;
    }
}
