using System.Collections.Concurrent;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>Who is logged in, by agent. An agent has one session at most.</summary>
public sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, SessionActor> _byAgent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Claim> _claims = new(StringComparer.Ordinal);

    /// <summary>How many sessions there are.</summary>
    public int Count => _byAgent.Count;

    internal IEnumerable<SessionActor> All => _byAgent.Values;

    /// <summary>The session of an id. A supervisor's question, rare enough to look at them all.</summary>
    internal SessionActor? FindById(string sessionId) => _byAgent.Values.FirstOrDefault(session => session.Id == sessionId);

    internal SessionActor? Find(string agentId) => _byAgent.GetValueOrDefault(agentId);

    /// <summary>Makes this the agent's session.</summary>
    internal void Enter(string agentId, SessionActor session) => _byAgent[agentId] = session;

    /// <summary>Takes a session out; one that has been taken over meanwhile is not touched.</summary>
    internal void Leave(string agentId, SessionActor session) => _byAgent.TryRemove(new(agentId, session));

    /// <summary>
    /// Keeps other logins of the agent out until the answer is disposed of; <see langword="null"/> while one is under way. While HIS
    /// itself sees to the agent, as it does to one without a session, it waits: that has an end.
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

    /// <summary>Keeps logins of the agent waiting until the answer is disposed of; <see langword="null"/> while one is under way.</summary>
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
