using System.Collections.Concurrent;

namespace His.Bus;

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

/// <summary>Slows down the guessing of passwords: so many failed logins of one agent from one address, then none for a while.</summary>
/// <remarks>By both together, so that nobody can lock out an agent from elsewhere. Bounded: what is older than a minute is dropped.</remarks>
internal sealed class LoginGuard(HisOptions options, TimeProvider time)
{
    private const int MostKept = 100_000;
    private readonly ConcurrentDictionary<(string Agent, string Address), (int Failures, long Since)> failures = new();

    /// <summary>How many seconds to wait before the next try; 0 for none.</summary>
    public int SecondsToWait(string agentId, string address) =>
        failures.TryGetValue((agentId, address), out var seen) && seen.Failures >= options.FailedLogins && Left(seen.Since) is > 0 and var left
            ? (int)Math.Ceiling(left)
            : 0;

    public void Failed(string agentId, string address)
    {
        if (failures.Count >= MostKept)
        {
            foreach (var (key, seen) in failures.Where(f => Left(f.Value.Since) <= 0))
            {
                failures.TryRemove(new(key, seen));
            }
        }

        if (failures.Count < MostKept)
        {
            failures.AddOrUpdate(
                (agentId, address),
                _ => (1, time.GetTimestamp()),
                (_, seen) => Left(seen.Since) <= 0 ? (1, time.GetTimestamp()) : (seen.Failures + 1, seen.Since));
        }
    }

    public void Succeeded(string agentId, string address) => failures.TryRemove((agentId, address), out _);

    private double Left(long since) => 60 - time.GetElapsedTime(since).TotalSeconds;
}
