using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions.Supervision;

/// <summary>A session as a supervisor sees it.</summary>
/// <param name="Session">The agent, the platform, and the time of the login.</param>
/// <param name="Connected">Whether a client is connected.</param>
/// <param name="Channels">The channels and their interactions.</param>
public sealed record SessionSummary(SessionView Session, bool Connected, IReadOnlyList<ChannelView> Channels);

/// <summary>The operations on sessions for callers other than the agent. Any thread may call.</summary>
public sealed class SupervisorApi
{
    private readonly SessionRegistry _sessions;

    internal SupervisorApi(SessionRegistry sessions) => this._sessions = sessions;

    /// <summary>Lists all sessions, by agent id. Each entry is taken on its session's scheduler, so each is consistent.</summary>
    public async Task<IReadOnlyList<SessionSummary>> ListAsync()
    {
        var entries = await Task.WhenAll(_sessions.All.Select(session => session.OnSchedulerAsync(() => Task.FromResult(Entry(session)))));
        return [.. entries.OfType<SessionSummary>().OrderBy(entry => entry.Session.Agent.Id, StringComparer.Ordinal)];
    }

    /// <summary>Logs an agent out.</summary>
    /// <returns>The outcome, or <see langword="null"/> if there is no such session.</returns>
    public async Task<Outcome<LogoutResult>?> LogOutAsync(string sessionId, LogoutOrder order) =>
        _sessions.FindById(sessionId) is { } session
            ? await session.OnSchedulerAsync(() => ForcedLogout.RunAsync(session, order))
            : default(Outcome<LogoutResult>?);

    /// <summary>Cancels a logout that is pending until interactions are over.</summary>
    /// <returns>Whether there is such a session.</returns>
    public bool CancelPendingLogout(string sessionId)
    {
        var session = _sessions.FindById(sessionId);
        session?.Post(session.Logouts.CancelPending);
        return session is not null;
    }

    private static SessionSummary? Entry(SessionActor session)
    {
        if (session.IsOver)
        {
            return null;
        }

        var view = session.View();
        return new SessionSummary(view.Session, session.Client.IsConnected, view.ChannelGroup.Channels);
    }
}
