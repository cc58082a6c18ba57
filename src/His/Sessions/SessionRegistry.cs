using System.Collections.Concurrent;

namespace His.Sessions;

/// <summary>Who is logged in, by agent. An agent has one session at most.</summary>
public sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, SessionWorkflow> byAgent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> loggingIn = new(StringComparer.Ordinal);

    /// <summary>How many sessions there are.</summary>
    public int Count => byAgent.Count;

    internal IEnumerable<SessionWorkflow> All => byAgent.Values;

    internal SessionWorkflow? Find(string agentId) => byAgent.GetValueOrDefault(agentId);

    /// <summary>Makes this the agent's session.</summary>
    internal void Enter(string agentId, SessionWorkflow session) => byAgent[agentId] = session;

    /// <summary>Takes a session out; one that has been taken over meanwhile is not touched.</summary>
    internal void Leave(string agentId, SessionWorkflow session) => byAgent.TryRemove(new(agentId, session));

    /// <summary>
    /// Keeps other logins of the agent out until the answer is disposed of; <see langword="null"/> while one is under way.
    /// </summary>
    internal IDisposable? BeginLogin(string agentId) => loggingIn.TryAdd(agentId, 0) ? new Login(this, agentId) : null;

    private sealed class Login(SessionRegistry registry, string agentId) : IDisposable
    {
        public void Dispose() => registry.loggingIn.TryRemove(agentId, out _);
    }
}
