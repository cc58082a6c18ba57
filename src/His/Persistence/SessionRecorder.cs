using System.Text;
using His.Bus;
using His.Journal;
using His.Platform;
using His.Positions;
using His.Sessions;
using His.Sessions.Actor;
using His.Sessions.Reconciliation;

namespace His.Persistence;

/// <summary>
/// Writes the journal of a session, with each event and each refused command, and the session's state. Runs on the session's scheduler.
/// Writes are queued and do not delay a request; a login, a resume, the intent to log out, the point of no return and the end of a failed
/// logout are durable before they are acted on or answered (decision R2).
/// </summary>
internal sealed class SessionRecorder(SessionActor session, IStore store)
{
    private readonly SessionEntries _entries = new(session);

    // Held back to be written as one change: all of a login, and everything after the point of no return.
    private List<JournalEntry>? _heldBack = [];
    private SessionRecord? _written;
    private LogoutRecord? _logout;
    private EndRecord? _ended;

    /// <summary>Whether a logout has been accepted and has not ended.</summary>
    public bool IsLogoutAccepted => _logout is not null;

    /// <summary>Continues the record of a restored session.</summary>
    public void RestoreFrom(SessionRecord record)
    {
        (_written, _logout, _heldBack) = (record, record.Logout, null);
        _entries.RestoreFrom(record);
    }

    /// <summary>Records a published event.</summary>
    public void Published(BusEvent what)
    {
        if (!store.IsPersistent)
        {
            return;
        }

        var entry = _entries.Of(what);
        if (_heldBack is not null)
        {
            _heldBack.Add(entry);
            return;
        }

        if (!session.IsOver)
        {
            Keep(entry);
            return;
        }

        _heldBack = [entry];
    }

    /// <summary>Records the end of the session, after its last event, as one change.</summary>
    public void Ended(Cause cause)
    {
        _ended = new EndRecord(session.Now, cause, session.Logouts.Running?.Waiters ?? [], _logout?.Answer);
        _logout = null;
        Keep([.. _heldBack ?? []]);
        _heldBack = null;
    }

    /// <summary>Records the complete login. It is answered only when the session survives a crash.</summary>
    /// <returns><see langword="null"/>, or the failure if the login must not succeed.</returns>
    public Task<Failure?> BegunAsync()
    {
        var entries = _heldBack ?? [];
        _heldBack = null;
        return WriteDurablyAsync([.. entries]);
    }

    /// <summary>
    /// A newer session has taken over everything that continues. Each interaction gets its last record in this session now; its duration is
    /// recorded by the newer session.
    /// </summary>
    public void HandedOver()
    {
        _entries.HandOver();
        foreach (var interaction in session.ChannelGroup.Interactions)
        {
            Keep(
                _entries.Of("interaction.takenover") with
                {
                    Channel = interaction.Interaction.ChannelId,
                    Interaction = interaction.Interaction.Id,
                    Cause = nameof(Cause.TakenOver),
                    PreviousState = interaction.Interaction.State.ToString(),
                    RemoteAddress = null,
                }
            );
        }
    }

    /// <summary>Records a resume. The new token, the client's only one, is durable before it is sent.</summary>
    public Task ResumedAsync(string from) => WriteDurablyOrLogAsync(_entries.Of("session.request.resume") with { RemoteAddress = from });

    /// <summary>Records that the connection was lost.</summary>
    public void ConnectionLost(string from) => Keep(_entries.Of("session.connection.lost") with { RemoteAddress = from });

    /// <summary>Records that the session differs from the switch and is reconciled.</summary>
    public void Reconciled(Discrepancy difference) =>
        Keep(
            _entries.Of($"session.reconciled.{difference.ToString().ToLowerInvariant()}") with
            {
                Cause = nameof(Cause.Reconciled),
                RemoteAddress = null,
            }
        );

    /// <summary>Records a command that was refused or failed.</summary>
    public void Refused(Request request, Failure failure)
    {
        var entry = SessionEntries.Refusal(request, failure, session.Now);
        store.Enqueue(
            new Change(
                Session: null,
                [
                    session.IdOrNull is { } id
                        ? entry with
                        {
                            Session = id,
                            Agent = session.AgentId,
                            AgentName = session.State.Agent.Name,
                        }
                        : entry,
                ]
            )
        );
    }

    /// <summary>Records a command that was refused without a session.</summary>
    public static void Refused(IStore store, Request request, Failure failure, DateTimeOffset now) =>
        store.Enqueue(new Change(Session: null, [SessionEntries.Refusal(request, failure, now)]));

    /// <summary>Records an order of somebody else that was refused or failed.</summary>
    public void Refused(LogoutOrder order, Failure failure) =>
        store.Enqueue(
            new Change(
                Session: null,
                [
                    _entries.Of("session.logout.ordered") with
                    {
                        OrderedBy = order.OrderedBy,
                        RemoteAddress = null,
                        Cause = order.Cause.ToString(),
                        ReasonCode = order.Reason?.Code,
                        ReasonText = order.Reason?.Text,
                        Channel = failure.ChannelId,
                        Failure = failure.Name,
                    },
                ]
            )
        );

    /// <summary>Records the intent to log the agent out, durably, before HIS acts.</summary>
    /// <returns><see langword="null"/>, or the failure if HIS must not act.</returns>
    public Task<Failure?> IntendToLogOutAsync(Cause cause, IReadOnlyDictionary<Position, Reason?> reasons)
    {
        _logout = NewLogout(LogoutPhase.Accepted, cause, reasons);
        if (!store.IsPersistent)
        {
            return Task.FromResult<Failure?>(null);
        }

        return WriteDurablyAsync(_entries.Of("session.logout.accepted", SessionPhase.LoggingOut, cause, reasons.Foremost()));
    }

    /// <summary>
    /// Records the point of no return: the last platform has logged the agent off. Durable before the session is disposed of. Not recorded if an
    /// interaction is ongoing, because the logout can then still fail.
    /// </summary>
    /// <returns><see langword="null"/>, or the failure if HIS must not continue.</returns>
    public Task<Failure?> NoReturnAsync(Cause cause, IReadOnlyDictionary<Position, Reason?> reasons, LogoutResult result)
    {
        if (session.Ongoing.Count > 0)
        {
            return Task.FromResult<Failure?>(null);
        }

        if (!store.IsPersistent)
        {
            return Task.FromResult<Failure?>(null);
        }

        var answer = Encoding.UTF8.GetString(Message.Result(result, BusJsonOptions.Context.LogoutResult).Body.Span);
        _logout = NewLogout(LogoutPhase.NoReturn, cause, reasons) with { Answer = answer };
        return WriteDurablyAsync(_entries.Of("session.logout.committed", SessionPhase.LoggingOut, cause, reasons.Foremost()));
    }

    /// <summary>
    /// Records the end of a logout. If it was accepted and has failed, the intent is withdrawn durably before the answer: a crash must not
    /// log out an agent whose client has received that failure.
    /// </summary>
    public async Task LogoutEndedAsync(Failure? failure)
    {
        if (_logout is not null && failure is not null && !session.IsOver)
        {
            _logout = null;
            await WriteDurablyOrLogAsync(_entries.Of("session.logout.failed", SessionPhase.LoggedIn) with { Failure = failure.Name });
        }
    }

    private LogoutRecord NewLogout(LogoutPhase phase, Cause cause, IReadOnlyDictionary<Position, Reason?> reasons) =>
        new(phase, cause, reasons.Foremost(), session.Logouts.Running?.Waiters ?? [])
        {
            Reasons = session.Positions is [{ IsOnly: true }]
                ? null
                :
                [
                    .. reasons.Select(it => new PlatformReasonGiven
                    {
                        Platform = it.Key.Platform,
                        Code = it.Value?.Code,
                        Text = it.Value?.Text,
                    }),
                ],
        };

    private async Task<Failure?> WriteDurablyAsync(params JournalEntry[] entries)
    {
        if (await WriteDurablyOrLogAsync(entries) != WriteResult.Superseded)
        {
            return null; // F89: a logged-in agent can log out even if the write fails
        }

        _logout = null;
        return FailureCode.StoreUnavailable;
    }

    private Task<WriteResult> WriteDurablyOrLogAsync(params JournalEntry[] entries) =>
        store.IsPersistent
            ? store.WriteDurablyAsync(new Change(Record(), entries), session.Options.WriteTimeout, session.Time)
            : Task.FromResult(WriteResult.Durable);

    private void Keep(params JournalEntry[] entries)
    {
        if (!store.IsPersistent)
        {
            return;
        }

        if (_heldBack is not null && _ended is null)
        {
            _heldBack.AddRange(entries);
        }
        else
        {
            store.Enqueue(new Change(Record(), entries));
        }
    }

    private SessionRecord Record()
    {
        var now = session.State;
        _written = (_written ?? NewRecord(now)) with
        {
            Epoch = store.Epoch,
            Sequence = now.Sequence,
            TokenHash = session.Credentials.Current?.Hash,
            UsedTokenHash = session.Credentials.Previous?.Hash,
            UsedTokenBy = session.Credentials.Previous?.UsedBy,
            Channels = ChannelRecord.Of(now.ChannelGroup.Channels, _written?.Channels ?? []),
            Positions = PositionRecord.Of(now.Positions, _written?.Positions),
            Pending = session.Logouts.Pending is { } pending
                ? new PendingLogoutRecord(pending.Cause, pending.Reasons.Reason)
                {
                    Reasons = pending.Reasons.ByPlatform is { Count: > 0 } byPlatform ? byPlatform : null,
                }
                : null,
            Logout = _logout,
            OrderedBy = session.Logouts.OrderedBy,
            Ended = _ended,
        };
        return _written;
    }

    private SessionRecord NewRecord(Session born) =>
        new()
        {
            Id = born.Id,
            Agent = born.Agent,
            LoggedInAt = born.LoggedInAt,
            RemoteAddress = session.RemoteAddress,
            Language = session.Messages.Language,
            ChannelGroupId = born.ChannelGroup.Id,
            Channels = [],
        };
}
