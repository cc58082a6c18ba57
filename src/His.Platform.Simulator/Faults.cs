namespace His.Platform.Simulator;

/// <summary>What the switch is told or asked.</summary>
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

    /// <summary><see cref="IPlatform.ListAgentsAsync"/>: of all agents, so of none of them alone.</summary>
    List,
}

/// <summary>How an operation goes wrong.</summary>
public enum FaultBehaviour
{
    /// <summary>The switch says no, with the message, and nothing changes. A question gets <see langword="null"/>.</summary>
    Fail,

    /// <summary>The switch never answers and does nothing.</summary>
    Hang,

    /// <summary>
    /// The switch lies: it says yes, but nothing changes and nothing is told. A login is answered with the state as it is, which may be
    /// logged off; a dial with an interaction that does not exist; a question with the truth, for it has nothing to leave undone.
    /// </summary>
    OkWithoutEvent,

    /// <summary>
    /// The switch does it and tells it, but never answers. A login puts the agent at the switch without anyone who listens; a question is
    /// as with <see cref="Hang"/>.
    /// </summary>
    EventWithoutOk,

    /// <summary>
    /// Nothing for <see cref="SimulatorOptions.LateMs"/>; then the switch does it, tells it and says yes, to nobody if nobody waits any
    /// more. A login for which nobody waits puts the agent at the switch without anyone who listens.
    /// </summary>
    LateOk,

    /// <summary>A rule, which the message names, forbids it to this agent, and nothing changes. A login is refused; a question is as with <see cref="Fail"/>.</summary>
    NotAllowed,

    /// <summary>It is asked for too often: again after <see cref="Fault.RetryAfter"/>, and nothing changes. Elsewhere as <see cref="NotAllowed"/>.</summary>
    TooOften,
}

/// <summary>The next operations that fit go wrong.</summary>
/// <param name="Operation">Which operation.</param>
/// <param name="Behaviour">How it goes wrong.</param>
/// <param name="ChannelId">Only on this channel (with an interaction: on the channel that carries it); <see langword="null"/> for any.</param>
/// <param name="AgentId">Only of this agent; <see langword="null"/> for any.</param>
/// <param name="Message">With <see cref="FaultBehaviour.Fail"/> and <see cref="FaultBehaviour.NotAllowed"/>: the switch's words, at most 256 characters.</param>
/// <param name="Times">How many operations, 1 to 1,000,000. Default 1.</param>
/// <param name="Queue">
/// Ready, NotReady, Activate and Deactivate: only in this queue, one of <see cref="SimulatedSwitch.Queues"/>; in the others the switch does
/// it, and tells it. <see langword="null"/> for all.
/// </param>
public sealed record Fault(
    SwitchOperation Operation,
    FaultBehaviour Behaviour,
    string? ChannelId = null,
    string? AgentId = null,
    string? Message = null,
    int Times = 1,
    string? Queue = null)
{
    internal const string UsualMessage = "The switch refuses, as it was asked to.";

    /// <summary>What an agent is told to wait when a fault says <see cref="FaultBehaviour.TooOften"/>. No whole number of seconds, as with real limits.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(6.5);

    /// <summary>What is wrong with this fault, or <see langword="null"/>.</summary>
    public string? Error =>
        !Enum.IsDefined(Operation) ? "operation is unknown."
        : !Enum.IsDefined(Behaviour) ? "behaviour must be Fail, Hang, OkWithoutEvent, EventWithoutOk, LateOk, NotAllowed or TooOften."
        : Times is < 1 or > 1_000_000 ? "times must be 1 to 1,000,000."
        : Queue is not null && Operation is not (SwitchOperation.Ready or SwitchOperation.NotReady or SwitchOperation.Activate or SwitchOperation.Deactivate)
            ? "queue is for Ready, NotReady, Activate and Deactivate alone."
        : Queue is not null && !SimulatedSwitch.Queues.Contains(Queue, StringComparer.Ordinal) ? $"queue must be one of {string.Join(", ", SimulatedSwitch.Queues)}."
        : Message is { Length: > 256 } ? "message has more than 256 characters."
        : null;

    /// <summary>The no of a fault that is one.</summary>
    internal CommandResult No => Behaviour switch
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

/// <summary>The faults that wait for their operations. The first that fits strikes and is used up by it.</summary>
public sealed class Faults
{
    /// <summary>How many faults can wait at once; another is refused.</summary>
    public const int Max = 1000;

    private readonly Lock _gate = new();
    private readonly List<Fault> _waiting = [];
    private volatile bool _any;

    /// <summary>How many faults wait.</summary>
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

    /// <summary>Adds a fault, or says why not.</summary>
    public bool TryAdd(Fault fault, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            problem = fault.Error ?? (_waiting.Count >= Max ? $"{Max} faults are waiting already." : null);
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
    /// <exception cref="ArgumentException">The fault makes no sense, or too many wait already.</exception>
    public void Add(Fault fault)
    {
        if (!TryAdd(fault, out var problem))
        {
            throw new ArgumentException(problem, nameof(fault));
        }
    }

    /// <summary>None from now on. Operations that a fault has struck already stay struck.</summary>
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
        // Under load there are none, and no agent waits for another's lock.
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
