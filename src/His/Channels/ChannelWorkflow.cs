using His.Bus;
using His.Interactions;
using His.Platform;
using His.Positions;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>The workflow of a channel: applies its state at the switch, publishes the changes, and is disposed of with it.</summary>
internal sealed class ChannelWorkflow(Channel channel, Position position, SessionActor session)
{
    private readonly List<InteractionWorkflow> _interactions = [];
    private Expected? _expected;
    private IReadOnlyList<SwitchQueueState> _queues = channel.Queues; // as the switch has them now
    private string? _lastBegun;

    /// <summary>
    /// Whether the reason for Not Ready was reported by the switch. If the switch reported none while a command was running, it is the
    /// reason of that command, and it is unknown whether the switch has it.
    /// </summary>
    public bool IsReasonTold { get; private set; } = true;

    public Channel Channel { get; } = channel;

    /// <summary>The agent at the platform of this channel.</summary>
    public Position Position => position;

    public string Id => Channel.Id;

    public ChannelState State => Channel.State;

    public bool IsActive => Channel.IsActive;

    public Activation Activation => Channel.Activation;

    public IReadOnlyList<InteractionWorkflow> Interactions => _interactions;

    /// <summary>Whether this interaction is, or was last, on the channel: it may be over before the response to a dial arrives.</summary>
    public bool HasSeen(string interactionId) => _lastBegun == interactionId || _interactions.Exists(known => known.Id == interactionId);

    /// <summary>Whether a goal holds for the channel and in every queue of the agent. Never while the state is unknown.</summary>
    public bool Holds(Predicate<SwitchQueueState> goal)
    {
        if (Channel.State is ChannelState.Unavailable or ChannelState.Disposed || !goal(Channel.AsQueue))
        {
            return false;
        }

        foreach (var queue in _queues)
        {
            if (!goal(queue))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The queues in which a goal does not hold if it does in others; else <see langword="null"/>.</summary>
    public IReadOnlyList<string>? QueuesWithout(Predicate<SwitchQueueState> goal) =>
        _queues.Where(it => !goal(it)).Select(it => it.Queue).ToList() is { Count: > 0 } without && without.Count < _queues.Count
            ? without
            : null;

    /// <summary>Whether the known state equals the one at the switch.</summary>
    public bool Agrees(SwitchChannelState truth) => Channel.State == Channel.StateOf(truth) && _queues.SequenceEqual(truth.Queues);

    /// <summary>Until the result is disposed of, changes of state get this cause and reason; afterwards the switch is the cause.</summary>
    public IDisposable Expect(Cause cause, Reason? reason = null) => _expected = new Expected(this, cause, reason);

    /// <summary>Applies the state at the switch. Only changes are published.</summary>
    public void Apply(SwitchChannelState truth, Cause cause)
    {
        var target = Channel.StateOf(truth);
        var why = _expected?.Cause ?? cause;
        var reason = truth.Reason ?? _expected?.Reason;
        IsReasonTold = truth.Reason == reason;
        _queues = truth.Queues;
        if (Channel.State == ChannelState.Unavailable)
        {
            Channel.MoveTo(target, session.Now, reason);
            session.Publish(new ChannelAvailable(Id, Channel.Activation, Channel.AgentState, Channel.Reason));
            PublishQueues(why);
            return;
        }

        while (Channel.State != target)
        {
            MoveOneStep(target, reason, why);
        }

        if (target == ChannelState.NotReady && truth.Reason is { } given && given != Channel.Reason)
        {
            Channel.MoveTo(ChannelState.NotReady, session.Now, given, why);
            session.Publish(new ChannelNotReady(Id, given, why));
        }

        PublishQueues(why);
    }

    /// <summary>Applies the state of an interaction at the switch; a new interaction begins here.</summary>
    public void Apply(SwitchInteractionState truth, InteractionCause? cause = null)
    {
        if (_interactions.Find(known => known.Id == truth.Id) is { } known)
        {
            known.Apply(truth, cause);
        }
        else if (truth.State != InteractionState.Completed)
        {
            Begin(truth);
        }
    }

    /// <summary>A transfer from this channel was not accepted. The interaction may be over; then only the client still knows it.</summary>
    public void Apply(TransferFailed switchEvent) =>
        session.Publish(
            new InteractionTransferFailed(Id, switchEvent.InteractionId, ExternalText.Sanitize(switchEvent.Destination), switchEvent.Cause)
        );

    /// <summary>Marks the state as unknown until the switch can be queried.</summary>
    public void MarkUnavailable()
    {
        if (Channel.State is not (ChannelState.Unavailable or ChannelState.Disposed))
        {
            _queues = [];
            Channel.MoveTo(ChannelState.Unavailable, session.Now);
            session.Publish(new ChannelUnavailable(Id));
            position.Reconciler.RetryLater();
        }
    }

    /// <summary>The switch has logged the agent off: no channel is active any more.</summary>
    public void ApplyLogOff(Cause cause)
    {
        _queues = [];
        while (Channel.IsActive)
        {
            MoveOneStep(ChannelState.Inactive, reason: null, cause);
        }
    }

    /// <summary>Step 7 of Logout for this channel, and the end of this workflow. May be called twice.</summary>
    public void Dispose()
    {
        if (Channel.State != ChannelState.Disposed)
        {
            foreach (var interaction in _interactions)
            {
                interaction.Dispose();
            }

            _interactions.Clear();
            _queues = [];
            Channel.MoveTo(ChannelState.Disposed, session.Now);
            session.Publish(new ChannelDisposed(Id));
        }
    }

    internal void Remove(InteractionWorkflow interaction)
    {
        _interactions.Remove(interaction);
        Channel.Remove(interaction.Interaction);
    }

    /// <summary>Publishes changed queues. Coalesced while a command runs, because it changes them one after the other.</summary>
    private void PublishQueues(Cause cause)
    {
        if (_expected is null && !Channel.Queues.SequenceEqual(_queues))
        {
            Channel.Queues = _queues;
            session.Publish(new ChannelUpdated(Id, QueueView.Of(_queues), cause));
        }
    }

    private void MoveOneStep(ChannelState target, Reason? reason, Cause cause)
    {
        switch (Channel.State, target)
        {
            case (ChannelState.Inactive, _):
                Channel.MoveTo(ChannelState.NotReady, session.Now, reason, cause);
                session.Publish(new ChannelActivated(Id, reason, cause));
                break;
            case (ChannelState.NotReady, ChannelState.Ready):
                Channel.MoveTo(ChannelState.Ready, session.Now);
                session.Publish(new ChannelReady(Id, cause));
                break;
            case (ChannelState.NotReady, _):
                Channel.MoveTo(ChannelState.Inactive, session.Now);
                session.Publish(new ChannelDeactivated(Id, cause));
                break;
            default:
                Channel.MoveTo(ChannelState.NotReady, session.Now, reason, cause);
                session.Publish(new ChannelNotReady(Id, reason, cause));
                break;
        }
    }

    private void Begin(SwitchInteractionState truth)
    {
        var interaction = new Interaction(
            truth.Id,
            Id,
            truth.Type,
            truth.Direction,
            truth.State,
            OtherSide.Of(truth),
            ExternalText.SanitizeOrNull(truth.Subject),
            session.SinceOf(truth)
        );
        Channel.Add(interaction);
        _lastBegun = interaction.Id;
        var workflow = new InteractionWorkflow(interaction, this, session);
        _interactions.Add(workflow);
        workflow.TryUpdateConsultation(truth.Consultation);
        session.Publish(
            new InteractionCreated(
                Id,
                interaction.Id,
                interaction.Type,
                interaction.Direction,
                interaction.State,
                interaction.OtherSide.Party,
                interaction.Subject,
                interaction.ConsultationView(),
                interaction.OtherSide.Name,
                interaction.OtherSide.IsWithheld
            )
        );
    }

    private sealed class Expected(ChannelWorkflow channel, Cause cause, Reason? reason) : IDisposable
    {
        public Cause Cause { get; } = cause;

        public Reason? Reason { get; } = reason;

        public void Dispose()
        {
            if (channel._expected == this)
            {
                channel._expected = null;
                channel.PublishQueues(Cause);
            }
        }
    }
}
