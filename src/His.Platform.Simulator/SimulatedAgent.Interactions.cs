namespace His.Platform.Simulator;

/// <summary>
/// What can happen to an agent's interactions. They survive a log-off, as calls do on most switches: the agent finds them again.
/// </summary>
internal sealed partial class SimulatedAgent
{
    /// <summary>The far side of this destination never answers spontaneously.</summary>
    private const string NobodyThere = "0";

    private const int LongestDestination = 64;
    private const int MaxAnyway = 100;

    private readonly List<SimulatedInteraction> _interactions = [];
    private readonly SimulatedTransfers _transfers = new(exchange.Forget);

    /// <summary>Offers work to the first channel of the medium that is Ready and has room.</summary>
    public string? Offer(ChannelType type, OfferedParty party, string? subject)
    {
        lock (_gate)
        {
            var channel = Array.Find(_channels, it => it.Type == type && it.IsReady && CountOn(it) < it.MaxInteractions);
            return channel is null ? null : Begin(channel, InteractionDirection.Inbound, InteractionState.Alerting, party, subject);
        }
    }

    /// <summary>Offers work that was already on its way, whatever the state of the channel.</summary>
    public string? OfferAnyway(string channelId, OfferedParty party, string? subject)
    {
        lock (_gate)
        {
            return Find(channelId) is { } channel && _interactions.Count < MaxAnyway
                ? Begin(channel, InteractionDirection.Inbound, InteractionState.Alerting, party, subject)
                : null;
        }
    }

    public DialCommandResult Dial(string channelId, string destination)
    {
        string interactionId;
        lock (_gate)
        {
            var refusal =
                Find(channelId) is not { } channel ? NoSuchChannel
                : channel.Type is not ChannelType.Telephony ? "Only a telephone can dial."
                : !channel.IsActive ? NotActive
                : destination.Length is 0 or > LongestDestination ? "The destination cannot be dialled."
                : _interactions.Exists(it => it.Channel == channel && it.IsLive) ? "The channel has a call."
                : null;
            if (refusal is not null)
            {
                return new DialCommandResult(CommandResult.Refused(refusal));
            }

            interactionId = Begin(
                Find(channelId)!,
                InteractionDirection.Outbound,
                InteractionState.Dialing,
                new OfferedParty(destination),
                subject: null
            );
        }

        switch (WhoIsCalled(destination))
        {
            case CalledParty.Answers:
                exchange.After(exchange.Settings.Latency, () => AnswerByFarSide(interactionId));
                break;
            case var called when called.NotTaken() is { } cause:
                exchange.After(exchange.Settings.Latency, () => FailByFarSide(interactionId, cause));
                break;
        }

        return new DialCommandResult(CommandResult.Done, interactionId);
    }

    public CommandResult Handle(string interactionId, InteractionCommand command, string? target)
    {
        SwitchConsultationState? dialling;
        var called = target is null ? default : WhoIsCalled(target);
        lock (_gate)
        {
            if (FindInteraction(interactionId) is not { } interaction)
            {
                return CommandResult.Refused("There is no such interaction.");
            }

            if (
                command is InteractionCommand.Transfer or InteractionCommand.Consult
                && target is not { Length: > 0 and <= LongestDestination }
            )
            {
                return CommandResult.Refused("The destination cannot be dialled.");
            }

            if (command is InteractionCommand.SendDigits)
            {
                return interaction.TrySendDigits(target) ? CommandResult.Done : CommandResult.Refused("There is nobody to hear the tones.");
            }

            var before = interaction.Consultation;
            if (interaction.Goal(command, target, exchange.Settings.WrapUp) is not { } goal)
            {
                return CommandResult.Refused(
                    $"The interaction is {interaction.State}{(before is null ? "" : $", a second party is {before.State}")}."
                );
            }

            if (goal.State is InteractionState.Ended or InteractionState.Completed)
            {
                interaction.PartTowards(command is InteractionCommand.Transfer ? target : null);
            }

            if (command is InteractionCommand.Transfer && interaction.IsLive && called is not CalledParty.Answers)
            {
                _transfers.Begin(new SimulatedTransfer(interactionId, interaction.Channel.Id, target!));
            }

            GoTo(interaction, goal.State, goal.Consultation, interaction.CauseOf(command));
            dialling = before is null ? interaction.Consultation : null;
        }

        if (command is InteractionCommand.Transfer && called.NotTaken() is { } cause)
        {
            exchange.After(exchange.Settings.Latency, () => EndTransfer(interactionId, cause));
        }

        if (dialling is not null)
        {
            FollowConsultation(interactionId, dialling, called);
        }

        return CommandResult.Done;
    }

    /// <summary>The second party answers; spontaneously only if this call is still ringing.</summary>
    public bool AnswerBySecondParty(string interactionId, SwitchConsultationState? thisOne = null)
    {
        lock (_gate)
        {
            if (
                FindInteraction(interactionId) is not { Consultation: { State: ConsultationState.Dialing } dialling } interaction
                || (thisOne is not null && !ReferenceEquals(thisOne, dialling))
            )
            {
                return false;
            }

            GoTo(interaction, interaction.State, dialling with { State = ConsultationState.Connected });
            return true;
        }
    }

    /// <summary>The second party has hung up or does not answer, and the agent is back with the first.</summary>
    public bool EndBySecondParty(string interactionId, InteractionCause? cause, SwitchConsultationState? thisOne = null)
    {
        lock (_gate)
        {
            if (
                FindInteraction(interactionId) is not { Consultation: { } consultation } interaction
                || (thisOne is not null && !ReferenceEquals(thisOne, consultation))
            )
            {
                return false;
            }

            GoTo(interaction, InteractionState.Connected, consultation: null, interaction.CauseOfParting(isSecond: true, cause));
            return true;
        }
    }

    /// <summary>The other side has hung up or does not answer. If it was connected, wrap-up follows; otherwise it is completed.</summary>
    public bool EndByCustomer(string interactionId, InteractionCause? cause)
    {
        lock (_gate)
        {
            if (FindInteraction(interactionId) is not { IsLive: true } interaction)
            {
                return false;
            }

            GoTo(
                interaction,
                interaction.Parted(exchange.Settings.WrapUp),
                consultation: null,
                interaction.CauseOfParting(isSecond: false, cause)
            );
            return true;
        }
    }

    /// <summary>The destination of a transfer takes it, or does not for this cause.</summary>
    public bool EndTransfer(string interactionId, InteractionCause? cause)
    {
        lock (_gate)
        {
            if (_transfers.End(interactionId) is not { } transfer)
            {
                return false;
            }

            if (FindInteraction(interactionId) is null)
            {
                exchange.Forget(interactionId);
            }

            if (cause is { } why)
            {
                Tell(new TransferFailed(transfer.ChannelId, interactionId, transfer.Destination, why));
            }

            return true;
        }
    }

    public bool AnswerByFarSide(string interactionId)
    {
        lock (_gate)
        {
            if (FindInteraction(interactionId) is not { State: InteractionState.Dialing } interaction)
            {
                return false;
            }

            GoTo(interaction, InteractionState.Connected);
            return true;
        }
    }

    /// <summary>The dialed party does not answer, unless the agent has given up before.</summary>
    private void FailByFarSide(string interactionId, InteractionCause cause)
    {
        lock (_gate)
        {
            if (FindInteraction(interactionId) is { State: InteractionState.Dialing } interaction)
            {
                GoTo(interaction, InteractionState.Completed, consultation: null, cause);
            }
        }
    }

    private void FollowConsultation(string interactionId, SwitchConsultationState dialling, CalledParty called)
    {
        if (called is CalledParty.Answers)
        {
            exchange.After(exchange.Settings.Latency, () => AnswerBySecondParty(interactionId, dialling));
        }
        else if (called.NotTaken() is { } cause)
        {
            exchange.After(exchange.Settings.Latency, () => EndBySecondParty(interactionId, cause, dialling));
        }
    }

    private CalledParty WhoIsCalled(string destination) =>
        string.Equals(destination, NobodyThere, StringComparison.Ordinal) ? CalledParty.Rings : exchange.Settings.CalledParty;

    /// <summary>The channel that carries an interaction, for faults and the log.</summary>
    public string? ChannelOf(string interactionId)
    {
        lock (_gate)
        {
            return FindInteraction(interactionId)?.Channel.Id;
        }
    }

    private string Begin(
        SimulatedChannel channel,
        InteractionDirection direction,
        InteractionState state,
        OfferedParty party,
        string? subject
    )
    {
        var interaction = new SimulatedInteraction(exchange.NextInteractionId(), channel, direction, state, party, subject);
        _interactions.Add(interaction);
        exchange.Remember(interaction.Id, this);
        Tell(new InteractionChanged(interaction.Now));
        return interaction.Id;
    }

    private void GoTo(
        SimulatedInteraction interaction,
        InteractionState state,
        SwitchConsultationState? consultation = null,
        InteractionCause? cause = null
    )
    {
        if (!interaction.GoTo(state, consultation))
        {
            return;
        }

        if (state is InteractionState.Completed)
        {
            _interactions.Remove(interaction);
            if (!_transfers.IsPending(interaction.Id))
            {
                exchange.Forget(interaction.Id);
            }
        }

        Tell(new InteractionChanged(interaction.Now, cause));
    }

    private SimulatedInteraction? FindInteraction(string interactionId) =>
        _interactions.Find(it => string.Equals(it.Id, interactionId, StringComparison.Ordinal));

    private int CountOn(SimulatedChannel channel) => _interactions.Count(it => it.Channel == channel);
}
