namespace His.Platform.Simulator;

/// <summary>
/// The other side of the switch: customers, administrators and failures. For unknown agents the result is false or <see langword="null"/>.
/// </summary>
public sealed partial class SimulatedSwitch
{
    /// <summary>The pending faults.</summary>
    public Faults Faults => _exchange.Faults;

    /// <summary>The commands the switch received.</summary>
    public CommandLog Commands => _exchange.Commands;

    /// <summary>The present capabilities and settings of the switch.</summary>
    public SimulatorSettings Settings => _exchange.Settings;

    /// <summary>
    /// The latency of a command or query, if it differs from <see cref="SimulatorSettings.Latency"/>. The argument names the fault that
    /// applies to it. <see langword="null"/>: always <see cref="SimulatorSettings.Latency"/>.
    /// </summary>
    public Func<RecordedCommand, TimeSpan>? LatencyOf
    {
        get => _exchange.LatencyOf;
        set => _exchange.LatencyOf = value;
    }

    /// <summary>Raised when the link or the capabilities of the switch have changed.</summary>
    internal event EventHandler? Changed
    {
        add => _exchange.Changed += value;
        remove => _exchange.Changed -= value;
    }

    /// <summary>Whether the switch knows this agent id.</summary>
    public bool Knows(string agentId) => _exchange.WhoIs(agentId) is not null;

    /// <summary>Changes the capabilities and settings of the switch from now on, or returns the problem.</summary>
    public bool TryChangeSettings(SettingsChange change, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(change);
        problem = change.Problem;
        if (problem is not null)
        {
            return false;
        }

        _exchange.Change(change);
        return true;
    }

    /// <summary>Changes the capabilities and settings of the switch from now on.</summary>
    /// <exception cref="ArgumentException">The change is invalid.</exception>
    public void ChangeSettings(SettingsChange change)
    {
        if (!TryChangeSettings(change, out var problem))
        {
            throw new ArgumentException(problem, nameof(change));
        }
    }

    /// <summary>The authoritative state at the switch, whatever was sent to HIS; <see langword="null"/> for an unknown agent.</summary>
    public SimulatedAgentState? GetState(string agentId) => _exchange.FindAgent(agentId)?.GetState();

    /// <summary>The state as an agent's login would query it, including interactions, but without faults.</summary>
    public SwitchAgentState? Look(string agentId) => _exchange.FindAgent(agentId)?.SwitchState();

    /// <summary>Offers an interaction to an agent.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="type">The medium.</param>
    /// <param name="party">The number or address of the customer.</param>
    /// <param name="subject">The subject, if known.</param>
    /// <param name="partyName">The customer's name, if the network sends one.</param>
    /// <param name="isPartyWithheld">Whether the customer withholds their identity; the switch knows and reports it nevertheless.</param>
    /// <returns>Its id, or <see langword="null"/> if no channel of the medium is Ready and has room.</returns>
    public string? OfferInteraction(
        string agentId,
        ChannelType type,
        string party,
        string? subject = null,
        string? partyName = null,
        bool isPartyWithheld = false
    ) => _exchange.FindAgent(agentId)?.Offer(type, new OfferedParty(party, partyName, isPartyWithheld), subject);

    /// <summary>An interaction that was on its way already begins, whatever the state of the channel.</summary>
    /// <returns>Its id, or <see langword="null"/> if there is no such channel or the agent has 100 already.</returns>
    public string? OfferInteractionAnyway(string agentId, string channelId, string party, string? subject = null) =>
        _exchange.FindAgent(agentId)?.OfferAnyway(channelId, new OfferedParty(party), subject);

    /// <summary>The customer hangs up or closes the chat; a dialed party does not answer.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="cause">
    /// Why it was not answered, if it was not. By default <see cref="InteractionCause.Cancelled"/> if it rings at the agent,
    /// <see cref="InteractionCause.Refused"/> if the agent dialed it.
    /// </param>
    /// <returns>Whether the party was connected or on its way.</returns>
    public bool EndByCustomer(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndByCustomer(interactionId, cause) ?? false;

    /// <summary>The agent answers at the telephone itself.</summary>
    public bool AcceptByTelephone(string interactionId) =>
        _exchange.FindAgentOf(interactionId)?.Handle(interactionId, InteractionCommand.Accept, target: null).Outcome is CommandOutcome.Done;

    /// <summary>
    /// The far side of an outbound call answers, earlier than it would spontaneously. Destination <c>0</c> answers only this way.
    /// </summary>
    public bool AnswerByFarSide(string interactionId) => _exchange.FindAgentOf(interactionId)?.AnswerByFarSide(interactionId) ?? false;

    /// <summary>
    /// The second party of a consultation answers, earlier than it would spontaneously. Destination <c>0</c> answers only this way.
    /// </summary>
    public bool AnswerBySecondParty(string interactionId) =>
        _exchange.FindAgentOf(interactionId)?.AnswerBySecondParty(interactionId) ?? false;

    /// <summary>The second party hangs up, or does not answer; the agent is back with the first.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="cause">Why the second party did not answer, if it did not. By default <see cref="InteractionCause.Refused"/>.</param>
    /// <returns>Whether there was one.</returns>
    public bool EndBySecondParty(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndBySecondParty(interactionId, cause) ?? false;

    /// <summary>The destination of a blind transfer decides. Only if it rings: see <see cref="SimulatorSettings.CalledParty"/>.</summary>
    /// <param name="interactionId">The interaction that was transferred, whether or not it is completed.</param>
    /// <param name="cause">Why it is not taken; <see langword="null"/> if it is.</param>
    /// <returns>Whether there was such a transfer.</returns>
    public bool EndTransfer(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndTransfer(interactionId, cause) ?? false;

    /// <summary>Makes every Ready channel of the agent Not Ready, initiated by the switch and without a reason.</summary>
    public bool MakeNotReadyByItself(string agentId)
    {
        var agent = _exchange.FindAgent(agentId);
        agent?.MakeNotReadyByItself();
        return agent is not null;
    }

    /// <summary>Makes a channel Ready without HIS.</summary>
    public bool MakeReadyByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.MakeReady(channelId).Outcome is CommandOutcome.Done;

    /// <summary>The queues from which each channel of each agent gets its work.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["sales", "support"];

    /// <summary>Sets a channel's state in one queue alone, without HIS, as by a rule about unanswered calls.</summary>
    /// <returns>Whether the agent is logged on and has such a channel and queue.</returns>
    public bool SetQueueByItself(string agentId, string channelId, SwitchQueueState state) =>
        _exchange.FindAgent(agentId)?.SetQueue(channelId, state) ?? false;

    /// <summary>Makes a channel active without HIS.</summary>
    public bool ActivateByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.Activate(channelId).Outcome is CommandOutcome.Done;

    /// <summary>Makes a channel inactive without HIS, whatever it carries.</summary>
    public bool DeactivateByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.Deactivate(channelId, bySwitch: true).Outcome is CommandOutcome.Done;

    /// <summary>Logs the agent on at the switch itself, without HIS, with the usual endpoint.</summary>
    /// <returns>Whether the agent was logged off, and is now logged on.</returns>
    public bool LogInByItself(string agentId) => _exchange.FindAgent(agentId)?.LogInByItself() ?? false;

    /// <summary>The switch logs the agent off. Interactions continue without the agent.</summary>
    public bool LogOutByItself(string agentId, Reason? reason = null, SwitchCause cause = SwitchCause.SwitchInitiated) =>
        _exchange.FindAgent(agentId)?.LogOff(reason, bySwitch: true, cause).Outcome is CommandOutcome.Done;

    /// <summary>Sends the last event of this agent again, as switches do.</summary>
    /// <returns>Whether there was an event since the login.</returns>
    public bool TellLastNewsAgain(string agentId) => _exchange.FindAgent(agentId)?.RepeatLastEvent() ?? false;

    /// <summary>Sends this event of the agent, true or not; nothing changes. For old or wrong events.</summary>
    public bool TellAnyway(string agentId, SwitchEvent switchEvent)
    {
        var agent = _exchange.FindAgent(agentId);
        agent?.SendAnyway(switchEvent);
        return agent is not null;
    }

    /// <summary>Executes an action whose events for this agent are lost, which must not happen but does.</summary>
    public bool Silently(string agentId, Action<SimulatedSwitch> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var agent = _exchange.FindAgent(agentId);
        agent?.Silently(() => act(this));
        return agent is not null;
    }

    /// <summary>
    /// The link breaks: LinkLost is sent to all, commands and queries are unavailable, and events in the meantime are lost.
    /// </summary>
    public void LoseLink() => _exchange.LoseLink();

    /// <summary>The link is back: a snapshot is sent to all.</summary>
    /// <param name="isAfterRestart">Whether the switch was restarted in between; the caller must apply the state it lost by that.</param>
    public void RestoreLink(bool isAfterRestart = false) => _exchange.RestoreLink(isAfterRestart);
}
