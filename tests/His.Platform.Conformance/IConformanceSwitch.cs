namespace His.Platform.Conformance;

/// <summary>
/// The vendor's side of the suite: a running switch with one test agent, and the means to control it from outside. Every test requests its
/// own; the agent is then logged off, the channel under test is idle and nothing is frozen. Disposal cleans up, including the platform.
/// </summary>
/// <remarks>
/// Properties declare what a switch or its test bed cannot do; the tests about it are skipped with the name of the property, never
/// silently.
/// </remarks>
public interface IConformanceSwitch : IAsyncDisposable
{
    /// <summary>The platform under test. The suite starts it.</summary>
    IPlatform Platform { get; }

    /// <summary>The agent, with the correct password.</summary>
    AgentCredentials Agent { get; }

    /// <summary>The endpoint with which the agent logs in; <see langword="null"/> for the usual one.</summary>
    string? Endpoint { get; }

    /// <summary>The channel under test.</summary>
    string ChannelId { get; }

    /// <summary>Another agent, who tries the first agent's endpoint; <see langword="null"/> if endpoints are not exclusive.</summary>
    AgentCredentials? OtherAgent { get; }

    /// <summary>An endpoint that does not exist; <see langword="null"/> if the switch accepts any.</summary>
    string? UnknownEndpoint { get; }

    /// <summary>A reason that the switch accepts for Not Ready and reports again; <see langword="null"/> if it cannot keep one.</summary>
    Reason? NotReadyReason { get; }

    /// <summary>Whether <see cref="OfferAsync"/>, <see cref="AcceptAsync"/> and <see cref="HangUpAsCustomerAsync"/> work.</summary>
    bool CanOffer => true;

    /// <summary>
    /// A destination, as the agent dials it, at which somebody can be consulted; <see langword="null"/> if there is none. The tests about
    /// second parties need one; they run for those of their commands that the platform supports.
    /// </summary>
    string? SecondParty => null;

    /// <summary>
    /// A destination that the agent can dial, and to which a call can be transferred at once. Nobody need answer there. By default
    /// <see cref="SecondParty"/>, else <c>1</c>.
    /// </summary>
    string Destination => SecondParty ?? "1";

    /// <summary>
    /// All queues (skills, groups) from which the channel under test gets its work, at least two; empty if the switch has no queues, or
    /// <see cref="SetQueueBehindOurBackAsync"/> does not work.
    /// </summary>
    IReadOnlyList<string> Queues => [];

    /// <summary>Whether <see cref="HearTonesAsync"/> works.</summary>
    bool CanHearTones => false;

    /// <summary>Whether the channel can become Ready and Not Ready without HIS.</summary>
    bool CanChangeBehindOurBack => true;

    /// <summary>Whether the agent can be logged off without HIS.</summary>
    bool CanLogOffBehindOurBack => true;

    /// <summary>Whether the switch can be made to accept everything and respond to nothing.</summary>
    bool CanFreeze => true;

    /// <summary>Whether the link can be cut and restored.</summary>
    bool CanCutLink => true;

    /// <summary>
    /// Offers an interaction of a customer with this number or address to the agent on the channel under test, which is Ready.
    /// </summary>
    Task OfferAsync(string party);

    /// <summary>The agent accepts the offered interaction: by HIS if the switch supports that command, else at the telephone.</summary>
    Task AcceptAsync(IPlatformAgent agent, string interactionId);

    /// <summary>The customer hangs up.</summary>
    Task HangUpAsCustomerAsync(string interactionId);

    /// <summary>Prepares what a dial needs, such as the agent's own telephone. By default nothing.</summary>
    Task PrepareDialAsync() => Task.CompletedTask;

    /// <summary>Answers the agent's own telephone, if the switch calls it before the destination. By default nothing.</summary>
    Task AnswerOwnTelephoneAsync() => Task.CompletedTask;

    /// <summary>The second party answers, unless it has done so already.</summary>
    Task AnswerAsSecondPartyAsync() => Task.CompletedTask;

    /// <summary>The second party hangs up.</summary>
    Task HangUpAsSecondPartyAsync() => Task.CompletedTask;

    /// <summary>Completes when the customer has received these tones, in this order.</summary>
    Task HearTonesAsync(string interactionId, string digits) => Task.CompletedTask;

    /// <summary>Makes the channel under test Ready or Not Ready at the switch, without HIS.</summary>
    Task SetReadyBehindOurBackAsync(bool ready);

    /// <summary>
    /// Sets the state of the channel under test in one of <see cref="Queues"/>, at the switch and without HIS; <see langword="null"/>: it
    /// takes no part in the queue.
    /// </summary>
    Task SetQueueBehindOurBackAsync(string queue, AgentState? state) => Task.CompletedTask;

    /// <summary>Logs the agent off at the switch, without HIS.</summary>
    Task LogOffBehindOurBackAsync();

    /// <summary>From now on the switch responds to nothing.</summary>
    Task FreezeAsync();

    /// <summary>The switch responds again.</summary>
    Task ThawAsync();

    /// <summary>Cuts the link; it does not come back until <see cref="MendLinkAsync"/>.</summary>
    Task CutLinkAsync();

    /// <summary>Lets the link come back.</summary>
    Task MendLinkAsync();
}
