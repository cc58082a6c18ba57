using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// Admits a number to the switch, or returns the reason for refusal. An agent's dial counter outlives a login, so that a new login does not
/// evade the rate limit.
/// </summary>
internal sealed partial class Dialer(AsteriskCallsOptions calls, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly DialPolicy _policy = new(calls);
    private readonly ConcurrentDictionary<string, Queue<long>> _dials = new(StringComparer.Ordinal);
    private long _notAllowed;

    /// <summary>Numbers that were refused. A rising figure means that somebody is probing.</summary>
    public long NotAllowed => Interlocked.Read(ref _notAllowed);

    /// <summary>
    /// Why this agent may not have this number called now; <see langword="null"/> if they may, and then the call counts against the rate
    /// limit.
    /// </summary>
    public CommandResult? ObjectionTo(string agentId, DialClasses allowed, string? number)
    {
        if (!DialPolicy.IsNumber(number))
        {
            return Refuse("a number must be digits, optionally after a plus");
        }

        var kind = _policy.ClassOf(number!);
        if (!allowed.HasFlag(kind))
        {
            return Refuse($"{kind} numbers are not allowed");
        }

        return TooOften(agentId) is { } wait ? CommandResult.RateLimited(wait) : null;
    }

    private CommandResult Refuse(string rule)
    {
        Interlocked.Increment(ref _notAllowed);
        LogNotAllowed(rule);
        return CommandResult.Forbidden(rule);
    }

    private TimeSpan? TooOften(string agentId)
    {
        var dials = _dials.GetOrAdd(agentId, _ => new Queue<long>());
        lock (dials)
        {
            while (dials.TryPeek(out var first) && time.GetElapsedTime(first) >= Window)
            {
                dials.Dequeue();
            }

            if (dials.Count >= calls.DialsPerMinute)
            {
                return Window - time.GetElapsedTime(dials.Peek());
            }

            dials.Enqueue(time.GetTimestamp());
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A number was not dialed: {Rule}")]
    private partial void LogNotAllowed(string rule);
}
