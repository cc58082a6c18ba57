namespace His.Platform.Simulator;

/// <summary>
/// The other parties of one agent's interactions: customers, dialed numbers, second parties and destinations of transfers.
/// </summary>
/// <param name="gate">The agent's lock.</param>
/// <param name="channels">The agent's channels.</param>
/// <param name="interactions">The agent's interactions.</param>
/// <param name="core">The settings and the clock.</param>
internal sealed class AgentParties(Lock gate, SimulatedChannels channels, SimulatedInteractions interactions, SwitchCore core)
{
    /// <summary>The far side of this destination never answers spontaneously.</summary>
    private const string NobodyThere = "0";

    private const int MaxAnyway = 100;

    /// <summary>Offers work to the first channel of the medium that is Ready and has room.</summary>
    public string? Offer(ChannelType type, OfferedParty party, string? subject)
    {
        lock (gate)
        {
            var channel = channels.All.FirstOrDefault(it => it.Type == type && it.IsReady && it.InteractionCount < it.MaxInteractions);
            return channel is null
                ? null
                : interactions.Begin(channel, InteractionDirection.Inbound, InteractionState.Alerting, party, subject);
        }
    }

    /// <summary>Offers work that was already on its way, whatever the state of the channel.</summary>
    public string? OfferAnyway(string channelId, OfferedParty party, string? subject)
    {
        lock (gate)
        {
            return channels.Find(channelId) is { } channel && interactions.All.Count < MaxAnyway
                ? interactions.Begin(channel, InteractionDirection.Inbound, InteractionState.Alerting, party, subject)
                : null;
        }
    }

    /// <summary>The outcome of calling a number now.</summary>
    public CalledParty WhoIsCalled(string destination) =>
        string.Equals(destination, NobodyThere, StringComparison.Ordinal) ? CalledParty.Rings : core.Settings.CalledParty;

    /// <summary>Lets the dialed party answer, or not, after the latency.</summary>
    public void CallDialed(string interactionId, CalledParty called)
    {
        if (called is CalledParty.Answers)
        {
            core.After(core.Settings.Latency, () => AnswerByFarSide(interactionId));
        }
        else if (called.NotTaken() is { } cause)
        {
            core.After(core.Settings.Latency, () => FailByFarSide(interactionId, cause));
        }
    }

    /// <summary>As <see cref="CallDialed"/>, for a second party.</summary>
    public void CallSecondParty(string interactionId, SwitchConsultationState dialing, CalledParty called)
    {
        if (called is CalledParty.Answers)
        {
            core.After(core.Settings.Latency, () => AnswerBySecondParty(interactionId, dialing));
        }
        else if (called.NotTaken() is { } cause)
        {
            core.After(core.Settings.Latency, () => EndBySecondParty(interactionId, cause, dialing));
        }
    }

    /// <summary>Reports after the latency that a transfer is not taken, if it is not.</summary>
    public void CallTransferred(string interactionId, CalledParty called)
    {
        if (called.NotTaken() is { } cause)
        {
            core.After(core.Settings.Latency, () => EndTransfer(interactionId, cause));
        }
    }

    /// <summary>The second party answers; spontaneously only if this call is still ringing.</summary>
    public bool AnswerBySecondParty(string interactionId, SwitchConsultationState? thisOne = null)
    {
        lock (gate)
        {
            if (
                interactions.Find(interactionId) is not { Consultation: { State: ConsultationState.Dialing } dialing } interaction
                || (thisOne is not null && !ReferenceEquals(thisOne, dialing))
            )
            {
                return false;
            }

            interactions.GoTo(interaction, interaction.State, dialing with { State = ConsultationState.Connected });
            return true;
        }
    }

    /// <summary>The second party has hung up or does not answer, and the agent is back with the first.</summary>
    public bool EndBySecondParty(string interactionId, InteractionCause? cause, SwitchConsultationState? thisOne = null)
    {
        lock (gate)
        {
            if (
                interactions.Find(interactionId) is not { Consultation: { } consultation } interaction
                || (thisOne is not null && !ReferenceEquals(thisOne, consultation))
            )
            {
                return false;
            }

            interactions.GoTo(
                interaction,
                InteractionState.Connected,
                consultation: null,
                interaction.CauseOfParting(isSecond: true, cause)
            );
            return true;
        }
    }

    /// <summary>The other side has hung up or does not answer. If it was connected, wrap-up follows; otherwise it is completed.</summary>
    public bool EndByCustomer(string interactionId, InteractionCause? cause)
    {
        lock (gate)
        {
            if (interactions.Find(interactionId) is not { IsLive: true } interaction)
            {
                return false;
            }

            interactions.GoTo(
                interaction,
                interaction.Parted(core.Settings.WrapUp),
                consultation: null,
                interaction.CauseOfParting(isSecond: false, cause)
            );
            return true;
        }
    }

    /// <summary>The destination of a transfer takes it, or does not for this cause.</summary>
    public bool EndTransfer(string interactionId, InteractionCause? cause)
    {
        lock (gate)
        {
            return interactions.EndTransfer(interactionId, cause);
        }
    }

    public bool AnswerByFarSide(string interactionId)
    {
        lock (gate)
        {
            if (interactions.Find(interactionId) is not { State: InteractionState.Dialing } interaction)
            {
                return false;
            }

            interactions.GoTo(interaction, InteractionState.Connected);
            return true;
        }
    }

    /// <summary>The dialed party does not answer, unless the agent has given up before.</summary>
    private void FailByFarSide(string interactionId, InteractionCause cause)
    {
        lock (gate)
        {
            if (interactions.Find(interactionId) is { State: InteractionState.Dialing } interaction)
            {
                interactions.GoTo(interaction, InteractionState.Completed, consultation: null, cause);
            }
        }
    }
}
