using His.Bus;
using His.Persistence;
using His.Platform;
using His.Sessions.Actor;

namespace His.Journal;

/// <summary>Makes the journal records of a session: who, where, in which state before and now, and for how long. Writes nothing.</summary>
internal sealed class SessionEntries(SessionActor session)
{
    private readonly StateIntervals _intervals = new();

    /// <summary>Continues the intervals of a restored session.</summary>
    public void RestoreFrom(SessionRecord record)
    {
        _intervals.Restore(
            subject: "",
            record.Logout is not null ? nameof(SessionPhase.LoggingOut)
                : record.Pending is not null ? "LogoutPending"
                : nameof(SessionPhase.LoggedIn),
            record.LoggedInAt
        );
        foreach (var channel in record.Channels)
        {
            _intervals.Restore(channel.Id, channel.State, channel.Since);
        }
    }

    /// <summary>A newer session records the durations of everything that continues from now on.</summary>
    public void HandOver() => _intervals.IsHandedOver = true;

    /// <summary>The record of a published event.</summary>
    public JournalEntry Of(BusEvent what) =>
        Of(what.Method, what.Time, JournaledEvent.Of(what, session.State), what.Sequence, isNewReason: what is ChannelNotReady);

    /// <summary>The record of a step of the session, after which it is in this phase.</summary>
    public JournalEntry Of(string what, SessionPhase after, Cause? cause = null, Reason? reason = null) =>
        Of(what, session.Now, new JournaledEvent("", after.ToString(), Cause: cause, Reason: reason), @event: null);

    /// <summary>The record of something that concerns no state.</summary>
    public JournalEntry Of(string what) =>
        new()
        {
            Time = session.Now,
            Action = what,
            Session = session.Id,
            Agent = session.AgentId,
            AgentName = session.State.Agent.Name,
            RemoteAddress = session.Client.Address,
        };

    private JournalEntry Of(string what, DateTimeOffset at, JournaledEvent about, long? @event, bool isNewReason = false)
    {
        var (previous, duration) = _intervals.Move(about.Subject, about.After, at, about.Since ?? at, isNewReason);
        return new JournalEntry
        {
            Time = at,
            Action = what,
            Session = session.Id,
            Agent = session.AgentId,
            AgentName = session.State.Agent.Name,
            RemoteAddress = about.Cause == Cause.AgentRequest ? session.Client.Address : null,
            Channel = about.Channel,
            Interaction = about.Interaction,
            Cause = about.Cause?.ToString() ?? about.NotTaken?.ToString(),
            ReasonCode = about.Reason?.Code,
            ReasonText = about.Reason?.Text,
            EventSequence = @event,
            OrderedBy = OrderedBy(about.Cause),
            PreviousState = previous,
            NewState = about.After,
            Duration = duration,
        };
    }

    private string? OrderedBy(Cause? cause) =>
        cause is Cause.Supervisor or Cause.Inactivity or Cause.AgentRemoved or Cause.Maintenance ? session.Logouts.OrderedBy : null;

    private static string? AgentOf(Request request) => (request.Params as LoginParams)?.AgentId;

    /// <summary>The record of a request that was refused without a session.</summary>
    public static JournalEntry Refusal(Request request, Failure failure, DateTimeOffset at) =>
        new()
        {
            Time = at,
            Action = request.Method.Name,
            Agent = AgentOf(request),
            RemoteAddress = request.Dispatcher.Connection.RemoteAddress,
            Channel = failure.ChannelId ?? (request.Params as ChannelParams)?.ChannelId,
            Failure = failure.Name,
        };
}
