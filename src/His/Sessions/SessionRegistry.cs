using System.Collections.Concurrent;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>The sessions by agent id. An agent has at most one.</summary>
public sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, SessionActor> _byAgent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Claim> _claims = new(StringComparer.Ordinal);

    /// <summary>The number of sessions.</summary>
    public int Count => _byAgent.Count;

    internal IEnumerable<SessionActor> All => _byAgent.Values;

    /// <summary>Finds a session by its id. Used by supervisors, rarely enough for a linear search.</summary>
    internal SessionActor? FindById(string sessionId) => _byAgent.Values.FirstOrDefault(session => session.Id == sessionId);

    internal SessionActor? Find(string agentId) => _byAgent.GetValueOrDefault(agentId);

    /// <summary>Makes this the agent's session.</summary>
    internal void Enter(string agentId, SessionActor session) => _byAgent[agentId] = session;

    /// <summary>Removes a session, unless another session of the agent has taken its place.</summary>
    internal void Leave(string agentId, SessionActor session) => _byAgent.TryRemove(new(agentId, session));

    /// <summary>
    /// Keeps other logins of the agent out until the result is disposed of; <see langword="null"/> while one is running. Waits while HIS
    /// itself handles the agent as one without a session, which takes a bounded time.
    /// </summary>
    internal async ValueTask<IDisposable?> BeginLoginAsync(string agentId)
    {
        var mine = new Claim(this, agentId, isLogin: true);
        while (true)
        {
            var holder = _claims.GetOrAdd(agentId, mine);
            if (holder == mine)
            {
                return mine;
            }

            if (holder.IsLogin)
            {
                return null;
            }

            await holder.Over;
        }
    }

    /// <summary>Keeps logins of the agent waiting until the result is disposed of; <see langword="null"/> while one is running.</summary>
    internal IDisposable? TryClaim(string agentId)
    {
        var mine = new Claim(this, agentId, isLogin: false);
        return _claims.TryAdd(agentId, mine) ? mine : null;
    }

    private sealed class Claim(SessionRegistry registry, string agentId, bool isLogin) : IDisposable
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsLogin => isLogin;

        public Task Over => _over.Task;

        public void Dispose()
        {
            registry._claims.TryRemove(new(agentId, this));
            _over.TrySetResult();
        }
    }
}
