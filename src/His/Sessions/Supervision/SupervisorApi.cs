using His.Bus;
using His.Sessions.Actor;

namespace His.Sessions.Supervision;

/// <summary>A session as a supervisor sees it.</summary>
/// <param name="Session">Who, where, since when.</param>
/// <param name="Connected">Whether a browser is there.</param>
/// <param name="Channels">What the agent does.</param>
public sealed record SessionSummary(SessionView Session, bool Connected, IReadOnlyList<ChannelView> Channels);

/// <summary>What others than the agent can see of sessions and do to them. Any thread may call.</summary>
public sealed class SupervisorApi
{
    private readonly SessionRegistry _sessions;

    internal SupervisorApi(SessionRegistry sessions) => this._sessions = sessions;

    /// <summary>Everybody who is logged in, by agent id. Each session says for itself what is so, so that nothing torn is ever seen.</summary>
    public async Task<IReadOnlyList<SessionSummary>> ListAsync()
    {
        var entries = await Task.WhenAll(_sessions.All.Select(session => session.OnSchedulerAsync(() => Task.FromResult(Entry(session)))));
        return [.. entries.OfType<SessionSummary>().OrderBy(entry => entry.Session.Agent.Id, StringComparer.Ordinal)];
    }

    /// <summary>Logs an agent out.</summary>
    /// <returns>What came of it, or <see langword="null"/> where there is no such session.</returns>
    public async Task<Outcome<LogoutResult>?> LogOutAsync(string sessionId, LogoutOrder order) =>
        _sessions.FindById(sessionId) is { } session ? await session.OnSchedulerAsync(() => ForcedLogout.RunAsync(session, order)) : default(Outcome<LogoutResult>?);

    /// <summary>Takes back a logout that waits for interactions to be over.</summary>
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
