using System.Collections.Concurrent;

namespace His.Protection;

/// <summary>
/// Slows down the guessing of passwords: so many failed logins of one agent from one address, and so many of whichever agents from one
/// address, then none for a while.
/// </summary>
/// <remarks>
/// An address is its <see cref="AddressPrefix"/>. Of an agent only together with the address, so that nobody can lock out an agent from elsewhere. Bounded: what is older than a minute
/// is forgotten, and where there is too much, the oldest; whoever brings that about has paid for each guess with as many failures.
/// </remarks>
internal sealed class LoginGuard(HisOptions options, TimeProvider time)
{
    /// <summary>How many counts there are at most.</summary>
    public const int Max = 100_000;

    private readonly ConcurrentDictionary<Who, Count> _counts = new();
    private readonly ConcurrentQueue<(Who Who, long Since)> _byAge = new();

    /// <summary>How many there are.</summary>
    public int Kept => _counts.Count;

    /// <summary>How many seconds to wait before the next try; 0 for none.</summary>
    public int SecondsToWait(string agentId, string address) => Math.Max(
        SecondsToWait(Who.Is(agentId, address), options.MaxFailedLogins),
        SecondsToWait(Who.Is(null, address), options.MaxFailedLoginsPerAddress));

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

    /// <summary>The agent's own failures are forgotten; those of the address are not, or one good password would cover for many guesses.</summary>
    public void Succeeded(string agentId, string address) => _counts.TryRemove(Who.Is(agentId, address), out _);

    private int SecondsToWait(Who who, int most) =>
        _counts.TryGetValue(who, out var count) && count.Failures >= most && Left(count.Since) is > 0 and var left ? (int)Math.Ceiling(left) : 0;

    private void Add(Who who)
    {
        var now = time.GetTimestamp();
        var count = _counts.AddOrUpdate(
            who, _ => new Count(1, now), (_, seen) => Left(seen.Since) <= 0 ? new Count(1, now) : seen with { Failures = seen.Failures + 1 });
        if (count.Failures == 1)
        {
            _byAge.Enqueue((who, count.Since));
        }
    }

    private double Left(long since) => 60 - time.GetElapsedTime(since).TotalSeconds;

    /// <summary>Whose failures: an agent's from an address, or without an agent all of an address.</summary>
    private readonly record struct Who(string? AgentId, string Prefix)
    {
        public static Who Is(string? agentId, string address) => new(agentId, AddressPrefix.Of(address));
    }

    private sealed record Count(int Failures, long Since);
}
