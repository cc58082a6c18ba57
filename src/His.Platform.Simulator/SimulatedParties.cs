namespace His.Platform.Simulator;

/// <summary>
/// The other parties of interactions: customers, dialed numbers, second parties and destinations of transfers. For unknown agents and
/// interactions the result is false or <see langword="null"/>.
/// </summary>
public sealed class SimulatedParties
{
    private readonly SwitchCore _core;

    internal SimulatedParties(SwitchCore core) => _core = core;

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
    ) => _core.FindAgent(agentId)?.Parties.Offer(type, new OfferedParty(party, partyName, isPartyWithheld), subject);

    /// <summary>An interaction that was on its way already begins, whatever the state of the channel.</summary>
    /// <returns>Its id, or <see langword="null"/> if there is no such channel or the agent has 100 already.</returns>
    public string? OfferInteractionAnyway(string agentId, string channelId, string party, string? subject = null) =>
        _core.FindAgent(agentId)?.Parties.OfferAnyway(channelId, new OfferedParty(party), subject);

    /// <summary>The customer hangs up or closes the chat; a dialed party does not answer.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="cause">
    /// Why it was not answered, if it was not. By default <see cref="InteractionCause.Cancelled"/> if it rings at the agent,
    /// <see cref="InteractionCause.Refused"/> if the agent dialed it.
    /// </param>
    /// <returns>Whether the party was connected or on its way.</returns>
    public bool EndByCustomer(string interactionId, InteractionCause? cause = null) =>
        _core.FindAgentOf(interactionId)?.Parties.EndByCustomer(interactionId, cause) ?? false;

    /// <summary>
    /// The far side of an outbound call answers, earlier than it would spontaneously. Destination <c>0</c> answers only this way.
    /// </summary>
    public bool AnswerByFarSide(string interactionId) => _core.FindAgentOf(interactionId)?.Parties.AnswerByFarSide(interactionId) ?? false;

    /// <summary>
    /// The second party of a consultation answers, earlier than it would spontaneously. Destination <c>0</c> answers only this way.
    /// </summary>
    public bool AnswerBySecondParty(string interactionId) =>
        _core.FindAgentOf(interactionId)?.Parties.AnswerBySecondParty(interactionId) ?? false;

    /// <summary>The second party hangs up, or does not answer; the agent is back with the first.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="cause">Why the second party did not answer, if it did not. By default <see cref="InteractionCause.Refused"/>.</param>
    /// <returns>Whether there was one.</returns>
    public bool EndBySecondParty(string interactionId, InteractionCause? cause = null) =>
        _core.FindAgentOf(interactionId)?.Parties.EndBySecondParty(interactionId, cause) ?? false;

    /// <summary>The destination of a blind transfer decides. Only if it rings: see <see cref="SimulatorSettings.CalledParty"/>.</summary>
    /// <param name="interactionId">The interaction that was transferred, whether or not it is completed.</param>
    /// <param name="cause">Why it is not taken; <see langword="null"/> if it is.</param>
    /// <returns>Whether there was such a transfer.</returns>
    public bool EndTransfer(string interactionId, InteractionCause? cause = null) =>
        _core.FindAgentOf(interactionId)?.Parties.EndTransfer(interactionId, cause) ?? false;
}
