namespace His.Platform.Conformance;

/// <summary>
/// The vendor's side of the suite: a running switch with one agent to play with, and the hands that work it from outside. Every test asks
/// for its own; the agent is logged off then, the channel under test is idle and nothing is frozen. Disposal cleans up, the platform too.
/// </summary>
/// <remarks>
/// What a switch or its test bed cannot do it says in a property, and the tests about it are skipped with that name; nothing is passed
/// over in silence.
/// </remarks>
public interface IConformanceSwitch : IAsyncDisposable
{
    /// <summary>The platform under test. The suite starts it.</summary>
    IPlatform Platform { get; }

    /// <summary>The agent, with the right password.</summary>
    AgentCredentials Agent { get; }

    /// <summary>The endpoint with which the agent logs in; <see langword="null"/> for the usual one.</summary>
    string? Endpoint { get; }

    /// <summary>The channel under test.</summary>
    string ChannelId { get; }

    /// <summary>Another agent, who can try the first one's endpoint; <see langword="null"/> if endpoints are not exclusive.</summary>
    AgentCredentials? OtherAgent { get; }

    /// <summary>An endpoint that does not exist; <see langword="null"/> if the switch takes any.</summary>
    string? UnknownEndpoint { get; }

    /// <summary>A reason that the switch takes for Not Ready and tells again; <see langword="null"/> if it cannot keep one.</summary>
    Reason? NotReadyReason { get; }

    /// <summary>Whether <see cref="OfferAsync"/>, <see cref="AcceptAsync"/> and <see cref="HangUpAsCustomerAsync"/> work.</summary>
    bool CanOffer => true;

    /// <summary>
    /// A destination with somebody there who can be consulted, as the agent dials it; <see langword="null"/> if there is none. The plays
    /// about second parties run for those of the platform's commands that say so, and need one.
    /// </summary>
    string? SecondParty => null;

    /// <summary>
    /// A destination that the agent can dial, and to which a call can be handed at once. Nobody need answer there. By default
    /// <see cref="SecondParty"/>, else <c>1</c>.
    /// </summary>
    string Destination => SecondParty ?? "1";

    /// <summary>
    /// All queues (skills, groups) from which the channel under test gets its work, two at least; none where the switch has no such thing,
    /// or <see cref="SetQueueBehindOurBackAsync"/> does not work.
    /// </summary>
    IReadOnlyList<string> Queues => [];

    /// <summary>Whether <see cref="HearTonesAsync"/> works.</summary>
    bool CanHearTones => false;

    /// <summary>Whether the channel can become Ready and Not Ready by other hands than ours.</summary>
    bool CanChangeBehindOurBack => true;

    /// <summary>Whether the agent can be logged off by other hands than ours.</summary>
    bool CanLogOffBehindOurBack => true;

    /// <summary>Whether the switch can be made to hear everything and answer nothing.</summary>
    bool CanFreeze => true;

    /// <summary>Whether the link can be cut and mended.</summary>
    bool CanCutLink => true;

    /// <summary>A customer comes, and is offered to the agent on the channel under test, which is Ready. Their number or address.</summary>
    Task OfferAsync(string party);

    /// <summary>The agent takes what is offered: by HIS where the switch knows that command, else with their own hands on the telephone.</summary>
    Task AcceptAsync(IPlatformAgent agent, string interactionId);

    /// <summary>The customer parts.</summary>
    Task HangUpAsCustomerAsync(string interactionId);

    /// <summary>Brings about what a dial needs, such as the agent's own telephone. By default nothing.</summary>
    Task PrepareDialAsync() => Task.CompletedTask;

    /// <summary>The agent's own telephone is answered, at a switch that calls it before it calls the destination. By default nothing.</summary>
    Task AnswerOwnTelephoneAsync() => Task.CompletedTask;

    /// <summary>The second party picks up, unless they have done so by themselves.</summary>
    Task AnswerAsSecondPartyAsync() => Task.CompletedTask;

    /// <summary>The second party hangs up.</summary>
    Task HangUpAsSecondPartyAsync() => Task.CompletedTask;

    /// <summary>Returns when the customer has heard these tones, in this order.</summary>
    Task HearTonesAsync(string interactionId, string digits) => Task.CompletedTask;

    /// <summary>The channel under test becomes Ready or Not Ready at the switch, without HIS.</summary>
    Task SetReadyBehindOurBackAsync(bool ready);

    /// <summary>The channel under test gets this state in one of <see cref="Queues"/>, at the switch and without HIS; <see langword="null"/>: it takes no part in it.</summary>
    Task SetQueueBehindOurBackAsync(string queue, AgentState? state) => Task.CompletedTask;

    /// <summary>The agent is logged off at the switch, without HIS.</summary>
    Task LogOffBehindOurBackAsync();

    /// <summary>From now on the switch answers nothing.</summary>
    Task FreezeAsync();

    /// <summary>The switch answers again.</summary>
    Task ThawAsync();

    /// <summary>The link breaks, and does not come back by itself.</summary>
    Task CutLinkAsync();

    /// <summary>The link can come back.</summary>
    Task MendLinkAsync();
}
