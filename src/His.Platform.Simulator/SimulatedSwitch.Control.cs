namespace His.Platform.Simulator;

/// <summary>
/// The other side of the switch: customers, administrators and mishaps. Agents that do not exist are answered with false or
/// <see langword="null"/>.
/// </summary>
public sealed partial class SimulatedSwitch
{
    /// <summary>What goes wrong next.</summary>
    public Faults Faults => _exchange.Faults;

    /// <summary>What the switch was told.</summary>
    public CommandLog Commands => _exchange.Commands;

    /// <summary>What the switch can do and wants just now.</summary>
    public SimulatorSettings Settings => _exchange.Settings;

    /// <summary>
    /// How long it takes for this command or question, where not each takes as long as <see cref="SimulatorSettings.Latency"/> says. A
    /// fault that strikes it is named in it.
    /// </summary>
    public Func<RecordedCommand, TimeSpan>? LatencyOf
    {
        get => _exchange.LatencyOf;
        set => _exchange.LatencyOf = value;
    }

    /// <summary>Raised when the link, or what the switch can do, is other than before.</summary>
    internal event EventHandler? Changed
    {
        add => _exchange.Changed += value;
        remove => _exchange.Changed -= value;
    }

    /// <summary>Whether the switch knows an agent of this number.</summary>
    public bool Knows(string agentId) => _exchange.WhoIs(agentId) is not null;

    /// <summary>Changes what the switch can do and wants, from now on, or says why not.</summary>
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

    /// <summary>Changes what the switch can do and wants, from now on.</summary>
    /// <exception cref="ArgumentException">The change makes no sense.</exception>
    public void ChangeSettings(SettingsChange change)
    {
        if (!TryChangeSettings(change, out var problem))
        {
            throw new ArgumentException(problem, nameof(change));
        }
    }

    /// <summary>The switch's own truth, whatever HIS was told; <see langword="null"/> for an unknown agent.</summary>
    public SimulatedAgentState? GetState(string agentId) => _exchange.FindAgent(agentId)?.GetState();

    /// <summary>The same as an agent's login could ask, interactions with it, but nothing can go wrong with it.</summary>
    public SwitchAgentState? Look(string agentId) => _exchange.FindAgent(agentId)?.SwitchState();

    /// <summary>Offers an interaction to an agent.</summary>
    /// <param name="agentId">To whom.</param>
    /// <param name="type">By which medium.</param>
    /// <param name="party">The number or address of who comes.</param>
    /// <param name="subject">About what.</param>
    /// <param name="partyName">Their name, if the network tells one.</param>
    /// <param name="isPartyWithheld">They do not want to be known; the switch knows them all the same and says so.</param>
    /// <returns>Its id, or <see langword="null"/> if no channel of the medium is Ready and has room.</returns>
    public string? OfferInteraction(
        string agentId, ChannelType type, string party, string? subject = null, string? partyName = null, bool isPartyWithheld = false) =>
        _exchange.FindAgent(agentId)?.Offer(type, new OfferedParty(party, partyName, isPartyWithheld), subject);

    /// <summary>An interaction that was on its way already begins, whatever the state of the channel.</summary>
    /// <returns>Its id, or <see langword="null"/> if there is no such channel or the agent has 100 already.</returns>
    public string? OfferInteractionAnyway(string agentId, string channelId, string party, string? subject = null) =>
        _exchange.FindAgent(agentId)?.OfferAnyway(channelId, new OfferedParty(party), subject);

    /// <summary>The customer hangs up, closes the chat; who was dialled does not answer.</summary>
    /// <param name="interactionId">Which interaction.</param>
    /// <param name="cause">
    /// Why it was not answered, where it was not. By default <see cref="InteractionCause.Cancelled"/> of one that rings here,
    /// <see cref="InteractionCause.Refused"/> of one that was dialled.
    /// </param>
    /// <returns>Whether they were there or on their way.</returns>
    public bool EndByCustomer(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndByCustomer(interactionId, cause) ?? false;

    /// <summary>The agent answers at the telephone itself.</summary>
    public bool AcceptByTelephone(string interactionId) =>
        _exchange.FindAgentOf(interactionId)?.Handle(interactionId, InteractionCommand.Accept, target: null).Outcome is CommandOutcome.Done;

    /// <summary>The far side of an outbound call picks up, before it does so by itself. Destination <c>0</c> never does.</summary>
    public bool AnswerByFarSide(string interactionId) => _exchange.FindAgentOf(interactionId)?.AnswerByFarSide(interactionId) ?? false;

    /// <summary>The second party of a consultation picks up, before they do so by themselves. Destination <c>0</c> never does.</summary>
    public bool AnswerBySecondParty(string interactionId) => _exchange.FindAgentOf(interactionId)?.AnswerBySecondParty(interactionId) ?? false;

    /// <summary>The second party hangs up, or does not answer; the agent is with the first again.</summary>
    /// <param name="interactionId">Which interaction.</param>
    /// <param name="cause">Why they did not answer, where they did not. By default <see cref="InteractionCause.Refused"/>.</param>
    /// <returns>Whether there was one.</returns>
    public bool EndBySecondParty(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndBySecondParty(interactionId, cause) ?? false;

    /// <summary>The destination of a transfer at once decides. Only where it rings: see <see cref="SimulatorSettings.CalledParty"/>.</summary>
    /// <param name="interactionId">The interaction that was transferred, whether or not it is completed.</param>
    /// <param name="cause">Why it is not taken; <see langword="null"/> where it is.</param>
    /// <returns>Whether there was such a transfer.</returns>
    public bool EndTransfer(string interactionId, InteractionCause? cause = null) =>
        _exchange.FindAgentOf(interactionId)?.EndTransfer(interactionId, cause) ?? false;

    /// <summary>Every Ready channel of the agent becomes Not Ready, by the switch itself and without a reason.</summary>
    public bool MakeNotReadyByItself(string agentId)
    {
        var agent = _exchange.FindAgent(agentId);
        agent?.MakeNotReadyByItself();
        return agent is not null;
    }

    /// <summary>A channel becomes Ready behind HIS's back.</summary>
    public bool MakeReadyByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.MakeReady(channelId).Outcome is CommandOutcome.Done;

    /// <summary>The queues from which each channel of each agent gets its work.</summary>
    public static IReadOnlyList<string> Queues { get; } = ["sales", "support"];

    /// <summary>A channel gets another state in one queue alone, behind HIS's back, such as by a rule about calls that nobody answers.</summary>
    /// <returns>Whether the agent is logged on and has such a channel and queue.</returns>
    public bool SetQueueByItself(string agentId, string channelId, SwitchQueueState state) => _exchange.FindAgent(agentId)?.SetQueue(channelId, state) ?? false;

    /// <summary>A channel becomes active behind HIS's back.</summary>
    public bool ActivateByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.Activate(channelId).Outcome is CommandOutcome.Done;

    /// <summary>A channel becomes inactive behind HIS's back, whatever it carries.</summary>
    public bool DeactivateByItself(string agentId, string channelId) =>
        _exchange.FindAgent(agentId)?.Deactivate(channelId, bySwitch: true).Outcome is CommandOutcome.Done;

    /// <summary>The agent logs on at the switch itself, past HIS, with the usual endpoint.</summary>
    /// <returns>Whether they were not there, and are now.</returns>
    public bool LogInByItself(string agentId) => _exchange.FindAgent(agentId)?.LogInByItself() ?? false;

    /// <summary>The switch logs the agent off. Interactions go on without them.</summary>
    public bool LogOutByItself(string agentId, Reason? reason = null, SwitchCause cause = SwitchCause.SwitchInitiated) =>
        _exchange.FindAgent(agentId)?.LogOff(reason, bySwitch: true, cause).Outcome is CommandOutcome.Done;

    /// <summary>The last news of this agent is told once more, as switches do.</summary>
    /// <returns>Whether there was any since the login.</returns>
    public bool TellLastNewsAgain(string agentId) => _exchange.FindAgent(agentId)?.RepeatLastEvent() ?? false;

    /// <summary>Tells this as news of the agent, true or not; nothing changes. For events that are old or wrong.</summary>
    public bool TellAnyway(string agentId, SwitchEvent switchEvent)
    {
        var agent = _exchange.FindAgent(agentId);
        agent?.SendAnyway(switchEvent);
        return agent is not null;
    }

    /// <summary>Something happens to this agent, and its news gets lost, as must not be and is.</summary>
    public bool Silently(string agentId, Action<SimulatedSwitch> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var agent = _exchange.FindAgent(agentId);
        agent?.Silently(() => act(this));
        return agent is not null;
    }

    /// <summary>The link breaks: everyone is told, nothing can be commanded or asked, and what happens meanwhile is not told.</summary>
    public void LoseLink() => _exchange.LoseLink();

    /// <summary>The link is back: everyone is told the whole truth.</summary>
    /// <param name="isAfterRestart">Whether the switch was started anew meanwhile; what it has forgotten by that is for the caller to do.</param>
    public void RestoreLink(bool isAfterRestart = false) => _exchange.RestoreLink(isAfterRestart);
}
