using System.Collections.Frozen;

namespace His.Platform.Simulator;

/// <summary>The commands and queries of the switch.</summary>
public enum SwitchOperation
{
    /// <summary><see cref="IPlatform.LogInAsync"/>.</summary>
    Login,

    /// <summary><see cref="IPlatformAgent.MakeReadyAsync"/>.</summary>
    Ready,

    /// <summary><see cref="IPlatformAgent.MakeNotReadyAsync"/>.</summary>
    NotReady,

    /// <summary><see cref="IPlatformAgent.ActivateAsync"/>.</summary>
    Activate,

    /// <summary><see cref="IPlatformAgent.DeactivateAsync"/>.</summary>
    Deactivate,

    /// <summary><see cref="IPlatformAgent.LogOffAsync"/>.</summary>
    Logout,

    /// <summary><see cref="InteractionCommand.Accept"/>.</summary>
    Accept,

    /// <summary><see cref="InteractionCommand.Reject"/>.</summary>
    Reject,

    /// <summary><see cref="InteractionCommand.Hold"/>.</summary>
    Hold,

    /// <summary><see cref="InteractionCommand.Retrieve"/>.</summary>
    Retrieve,

    /// <summary><see cref="InteractionCommand.End"/>.</summary>
    End,

    /// <summary><see cref="InteractionCommand.Complete"/>.</summary>
    Complete,

    /// <summary><see cref="InteractionCommand.Transfer"/>.</summary>
    Transfer,

    /// <summary><see cref="InteractionCommand.Consult"/>.</summary>
    Consult,

    /// <summary><see cref="InteractionCommand.CompleteTransfer"/>.</summary>
    CompleteTransfer,

    /// <summary><see cref="InteractionCommand.CancelConsultation"/>.</summary>
    CancelConsultation,

    /// <summary><see cref="InteractionCommand.Conference"/>.</summary>
    Conference,

    /// <summary><see cref="InteractionCommand.SendDigits"/>.</summary>
    SendDigits,

    /// <summary><see cref="IPlatformAgent.DialAsync"/>.</summary>
    Dial,

    /// <summary><see cref="IPlatformAgent.GetStateAsync"/>.</summary>
    Ask,

    /// <summary><see cref="IPlatform.ListAgentsAsync"/>: of all agents, so a fault for one agent does not match.</summary>
    List,
}

internal static class SwitchOperations
{
    private static readonly FrozenDictionary<InteractionCommand, SwitchOperation> ByCommand = Enum.GetValues<InteractionCommand>()
        .ToFrozenDictionary(it => it, it => Enum.Parse<SwitchOperation>(it.ToString()));

    /// <summary>The operation of a command, which has the same name.</summary>
    public static SwitchOperation ToOperation(this InteractionCommand command) => ByCommand[command];
}

/// <summary>The behavior of an operation that fails.</summary>
public enum FaultBehaviour
{
    /// <summary>The switch refuses, with the message, and nothing changes. A query returns <see langword="null"/>.</summary>
    Fail,

    /// <summary>The switch never responds and does nothing.</summary>
    Hang,

    /// <summary>
    /// False success: the switch responds Done, but nothing changes and no event is sent. A login returns the present state, which may be
    /// logged off; a dial returns an interaction that does not exist; a query returns the state, because it has nothing to leave undone.
    /// </summary>
    OkWithoutEvent,

    /// <summary>
    /// The switch executes it and sends the event, but never responds. A login puts the agent at the switch without an event sink; a query
    /// is as with <see cref="Hang"/>.
    /// </summary>
    EventWithoutOk,

    /// <summary>
    /// Nothing for <see cref="SimulatorOptions.LateOkDelay"/>; then the switch executes it, sends the event and responds Done, even if the
    /// caller has given up. A login whose caller has given up puts the agent at the switch without an event sink.
    /// </summary>
    LateOk,

    /// <summary>
    /// A rule, named in the message, forbids it to this agent, and nothing changes. A login is refused; a query is as with
    /// <see cref="Fail"/>.
    /// </summary>
    NotAllowed,

    /// <summary>
    /// The rate limit is exceeded: retry after <see cref="Fault.RetryAfter"/>; nothing changes. A login and a query are as with
    /// <see cref="NotAllowed"/>.
    /// </summary>
    TooOften,
}

/// <summary>A fault for the next operations that match.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Behaviour">How it fails.</param>
/// <param name="ChannelId">Only on this channel (of an interaction: the channel that carries it); <see langword="null"/> for any.</param>
/// <param name="AgentId">Only of this agent; <see langword="null"/> for any.</param>
/// <param name="Message">
/// With <see cref="FaultBehaviour.Fail"/> and <see cref="FaultBehaviour.NotAllowed"/>: the switch's text, at most 256 characters.
/// </param>
/// <param name="Times">How many operations, 1 to 1,000,000. Default 1.</param>
/// <param name="Queue">
/// Ready, NotReady, Activate and Deactivate: only in this queue, one of <see cref="SimulatedSwitch.Queues"/>; in the others the switch
/// executes it and sends the event. <see langword="null"/> for all.
/// </param>
public sealed record Fault(
    SwitchOperation Operation,
    FaultBehaviour Behaviour,
    string? ChannelId = null,
    string? AgentId = null,
    string? Message = null,
    int Times = 1,
    string? Queue = null
)
{
    internal const string UsualMessage = "Refused by an injected fault.";

    /// <summary>
    /// The wait that <see cref="FaultBehaviour.TooOften"/> returns: 6.5 s. Not a whole number of seconds, as with real limits.
    /// </summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(6.5);

    /// <summary>The problem with this fault, or <see langword="null"/> if it is valid.</summary>
    public string? Error =>
        !Enum.IsDefined(Operation) ? "operation is unknown."
        : !Enum.IsDefined(Behaviour) ? "behaviour must be Fail, Hang, OkWithoutEvent, EventWithoutOk, LateOk, NotAllowed or TooOften."
        : Times is < 1 or > 1_000_000 ? "times must be between 1 and 1,000,000."
        : Queue is not null
        && Operation is not (SwitchOperation.Ready or SwitchOperation.NotReady or SwitchOperation.Activate or SwitchOperation.Deactivate)
            ? "queue is allowed only for Ready, NotReady, Activate and Deactivate."
        : Queue is not null && !SimulatedSwitch.Queues.Contains(Queue, StringComparer.Ordinal)
            ? $"queue must be one of {string.Join(", ", SimulatedSwitch.Queues)}."
        : Message is { Length: > 256 } ? "message must have at most 256 characters."
        : null;

    /// <summary>The refusal of a fault that refuses.</summary>
    internal CommandResult No =>
        Behaviour switch
        {
            FaultBehaviour.NotAllowed => CommandResult.Forbidden(Message ?? UsualMessage),
            FaultBehaviour.TooOften => CommandResult.RateLimited(RetryAfter),
            _ => CommandResult.Refused(Message ?? UsualMessage),
        };

    internal bool Fits(SwitchOperation operation, string agentId, string? channelId) =>
        Operation == operation
        && (AgentId is null || string.Equals(AgentId, agentId, StringComparison.Ordinal))
        && (ChannelId is null || string.Equals(ChannelId, channelId, StringComparison.Ordinal));
}

/// <summary>The pending faults. The first that matches an operation applies and is used up.</summary>
public sealed class Faults
{
    /// <summary>The most pending faults; one more is refused.</summary>
    public const int Max = 1000;

    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];
    private volatile bool _any;

    /// <summary>The number of pending faults.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Adds a fault, or returns the problem with it.</summary>
    public bool TryAdd(Fault fault, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            problem = fault.Error ?? (_waiting.Count >= Max ? $"There are {Max} pending faults already." : null);
            if (problem is not null)
            {
                return false;
            }

            _waiting.Add(fault);
            _any = true;
            return true;
        }
    }

    /// <summary>Adds a fault.</summary>
    /// <exception cref="ArgumentException">The fault is invalid, or too many are pending.</exception>
    public void Add(Fault fault)
    {
        if (!TryAdd(fault, out var problem))
        {
            throw new ArgumentException(problem, nameof(fault));
        }
    }

    /// <summary>Removes all faults. Operations that a fault has already hit are unchanged.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _any = false;
        }
    }

    internal Fault? TakeNext(SwitchOperation operation, string agentId, string? channelId)
    {
        // Under load there are no faults, and no agent waits for another's lock.
        if (!_any)
        {
            return null;
        }

        lock (_gate)
        {
            var index = _waiting.FindIndex(fault => fault.Fits(operation, agentId, channelId));
            if (index < 0)
            {
                return null;
            }

            var struck = _waiting[index];
            if (struck.Times > 1)
            {
                _waiting[index] = struck with { Times = struck.Times - 1 };
            }
            else
            {
                _waiting.RemoveAt(index);
            }

            _any = _waiting.Count > 0;
            return struck;
        }
    }
}
