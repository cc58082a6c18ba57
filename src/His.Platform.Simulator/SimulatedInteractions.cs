namespace His.Platform.Simulator;

/// <summary>
/// The interactions of one agent, and the transfers that nobody has taken yet. They survive a log-off, as calls do on most switches: the
/// agent finds them again. Used inside the agent's lock only, except for <see cref="ChannelOf"/>.
/// </summary>
/// <param name="gate">The agent's lock.</param>
/// <param name="agent">The agent, registered for each interaction.</param>
/// <param name="events">Receives each change.</param>
/// <param name="core">Gives ids, and finds the agent of an interaction.</param>
internal sealed class SimulatedInteractions(Lock gate, SimulatedAgent agent, AgentEvents events, SwitchCore core)
{
    private readonly List<SimulatedInteraction> _interactions = [];
    private readonly SimulatedTransfers _transfers = new(core.Forget);

    /// <summary>All that are not completed, oldest first.</summary>
    public IReadOnlyList<SimulatedInteraction> All => _interactions;

    /// <summary>The channel that carries an interaction, for faults and the log.</summary>
    public string? ChannelOf(string interactionId)
    {
        lock (gate)
        {
            return Find(interactionId)?.Channel.Id;
        }
    }

    public SimulatedInteraction? Find(string interactionId) =>
        _interactions.Find(it => string.Equals(it.Id, interactionId, StringComparison.Ordinal));

    public string Begin(
        SimulatedChannel channel,
        InteractionDirection direction,
        InteractionState state,
        OfferedParty party,
        string? subject
    )
    {
        var interaction = new SimulatedInteraction(core.NextInteractionId(), channel, direction, state, party, subject);
        _interactions.Add(interaction);
        channel.InteractionCount++;
        core.Remember(interaction.Id, agent);
        events.Publish(new InteractionChanged(interaction.Now));
        return interaction.Id;
    }

    public void GoTo(
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
            interaction.Channel.InteractionCount--;
            if (!_transfers.IsPending(interaction.Id))
            {
                core.Forget(interaction.Id);
            }
        }

        events.Publish(new InteractionChanged(interaction.Now, cause));
    }

    /// <summary>A destination of a blind transfer is called.</summary>
    public void BeginTransfer(SimulatedInteraction interaction, string destination) =>
        _transfers.Begin(new SimulatedTransfer(interaction.Id, interaction.Channel.Id, destination));

    /// <summary>The destination of a transfer takes it, or does not for this cause; false if there is no such transfer.</summary>
    public bool EndTransfer(string interactionId, InteractionCause? cause)
    {
        if (_transfers.End(interactionId) is not { } transfer)
        {
            return false;
        }

        if (Find(interactionId) is null)
        {
            core.Forget(interactionId);
        }

        if (cause is { } why)
        {
            events.Publish(new TransferFailed(transfer.ChannelId, interactionId, transfer.Destination, why));
        }

        return true;
    }
}
