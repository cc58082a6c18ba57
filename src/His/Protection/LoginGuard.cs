using System.Collections.Concurrent;

namespace His.Protection;

/// <summary>
/// Rate limit against password guessing: after too many failed logins of one agent from one address, or of any agents from one address,
/// further logins are refused for up to 60 s.
/// </summary>
/// <remarks>
/// An address is its <see cref="AddressPrefix"/>. Failures of an agent count only together with the address, so that nobody can lock out
/// an agent from elsewhere. Bounded: counters older than a minute are evicted, and beyond <see cref="Max"/> the oldest; evicting a counter
/// costs the attacker as many failed logins as it gains guesses.
/// </remarks>
internal sealed class LoginGuard(HisOptions options, TimeProvider time)
{
    /// <summary>The maximum number of counters.</summary>
    public const int Max = 100_000;

    private readonly ConcurrentDictionary<Who, Count> _counts = new();
    private readonly ConcurrentQueue<(Who Who, long Since)> _byAge = new();

    /// <summary>The number of counters.</summary>
    public int Kept => _counts.Count;

    /// <summary>The wait before the next login attempt in seconds; 0 for none.</summary>
    public int SecondsToWait(string agentId, string address) =>
        Math.Max(
            SecondsToWait(Who.Is(agentId, address), options.MaxFailedLogins),
            SecondsToWait(Who.Is(null, address), options.MaxFailedLoginsPerAddress)
        );

    public void Failed(string agentId, string address)
    {
        Add(Who.Is(agentId, address));
        Add(Who.Is(null, address));
        while (_byAge.TryPeek(out var oldest) && (_byAge.Count > Max || Left(oldest.Since) <= 0) && _byAge.TryDequeue(out oldest))
        {
            if (_counts.TryGetValue(oldest.Who, out var count) && count.Since == oldest.Since)
            {
                _counts.TryRemove(new(oldest.Who, count));
            }
        }
    }

    /// <summary>Resets the agent's counter, but not that of the address: else one valid password would cover for many guesses.</summary>
    public void Succeeded(string agentId, string address) => _counts.TryRemove(Who.Is(agentId, address), out _);

    private int SecondsToWait(Who who, int most) =>
        _counts.TryGetValue(who, out var count) && count.Failures >= most && Left(count.Since) is > 0 and var left
            ? (int)Math.Ceiling(left)
            : 0;

    private void Add(Who who)
    {
        var now = time.GetTimestamp();
        var count = _counts.AddOrUpdate(
            who,
            _ => new Count(1, now),
            (_, seen) => Left(seen.Since) <= 0 ? new Count(1, now) : seen with { Failures = seen.Failures + 1 }
        );
        if (count.Failures == 1)
        {
            _byAge.Enqueue((who, count.Since));
        }
    }

    private double Left(long since) => 60 - time.GetElapsedTime(since).TotalSeconds;

    /// <summary>The key of a counter: an agent and an address, or without an agent all logins from an address.</summary>
    private readonly record struct Who(string? AgentId, string Prefix)
    {
        public static Who Is(string? agentId, string address) => new(agentId, AddressPrefix.Of(address));
    }

    private sealed record Count(int Failures, long Since);
}
