using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Journal;

/// <summary>The data of an event for the journal.</summary>
/// <param name="Subject">The id of the channel or interaction whose state it is about; empty for the session.</param>
/// <param name="After">The new state of the subject; <see langword="null"/> if the event is about no state.</param>
/// <param name="Channel">The id of the channel; null for none.</param>
/// <param name="Interaction">The id of the interaction; null for none.</param>
/// <param name="Cause">The cause; null for none.</param>
/// <param name="Reason">The agent's reason; null for none.</param>
/// <param name="NotTaken">Why a call, a consultation or a transfer was not accepted; null for none.</param>
/// <param name="Since">When the state began, if the session found it or took it over; <see langword="null"/>: at the event.</param>
internal readonly record struct JournaledEvent(
    string Subject,
    string? After,
    string? Channel = null,
    string? Interaction = null,
    Cause? Cause = null,
    Reason? Reason = null,
    InteractionCause? NotTaken = null,
    DateTimeOffset? Since = null
)
{
    /// <summary>Gets the data from an event that is being published.</summary>
    public static JournaledEvent Of(BusEvent what, Session session) =>
        what switch
        {
            SessionInitialized => new("", nameof(SessionPhase.LoggedIn), Cause: Bus.Cause.AgentRequest),
            SessionDisposed it => new("", nameof(SessionPhase.Ended), Cause: it.Cause, Reason: it.Reason),
            SessionLogoutPending it => new("", it.Pending ? "LogoutPending" : nameof(SessionPhase.LoggedIn), Cause: it.Cause),
            SessionPlatformChanged it => new($"platform {it.Platform}", $"{it.Platform}: {it.State}", Cause: it.Cause),
            ChannelCreated it => OfChannel(it.ChannelId, session, null, it.Reason) with
            {
                Since = session.ChannelGroup.Channels.First(each => each.Id == it.ChannelId).Since,
            },
            ChannelActivated it => OfChannel(it.ChannelId, session, it.Cause, it.Reason),
            ChannelDeactivated it => OfChannel(it.ChannelId, session, it.Cause, null),
            ChannelUnavailable it => OfChannel(it.ChannelId, session, null, null),
            ChannelAvailable it => OfChannel(it.ChannelId, session, Bus.Cause.Reconciled, it.Reason),
            ChannelReady it => OfChannel(it.ChannelId, session, it.Cause, null),
            ChannelNotReady it => OfChannel(it.ChannelId, session, it.Cause, it.Reason),
            ChannelUpdated it => OfChannel(
                it.ChannelId,
                session,
                it.Cause,
                it.Queues.Count == 0 ? null : new Reason(Code: null, string.Join("; ", it.Queues.Select(InWords)))
            ),
            ChannelDisposed it => OfChannel(it.ChannelId, session, null, null),
            InteractionCreated it => new(it.InteractionId, it.State.ToString(), it.ChannelId, it.InteractionId)
            {
                Since = session
                    .ChannelGroup.Channels.SelectMany(each => each.Interactions)
                    .First(each => each.Id == it.InteractionId)
                    .Since,
            },
            InteractionUpdated it => new(it.InteractionId, it.State.ToString(), it.ChannelId, it.InteractionId, NotTaken: it.Cause),
            InteractionCompleted it => new(
                it.InteractionId,
                nameof(InteractionState.Completed),
                it.ChannelId,
                it.InteractionId,
                NotTaken: it.Cause
            ),
            InteractionTransferFailed it => new(what.Method, After: null, it.ChannelId, it.InteractionId, NotTaken: it.Cause),
            _ => new(what.Method, After: null),
        };

    /// <summary>As in <c>support: NotReady, Auto-Pause</c>.</summary>
    private static string InWords(QueueView queue) =>
        string.Join(
            ", ",
            new[]
            {
                $"{queue.Queue}: {queue.AgentState?.ToString() ?? nameof(Activation.Inactive)}",
                queue.Reason?.Code,
                queue.Reason?.Text,
            }.OfType<string>()
        );

    private static JournaledEvent OfChannel(string channelId, Session session, Cause? cause, Reason? reason) =>
        new(
            channelId,
            session.ChannelGroup.Channels.First(it => it.Id == channelId).State.ToString(),
            channelId,
            Cause: cause,
            Reason: reason
        );
}
