using System.Text.Json.Serialization;

namespace His.Platform.Simulator.Remote;

/// <summary>A message of the switch: exactly one member is set.</summary>
internal sealed record ResponseMessage
{
    /// <summary>The state of the switch: the first line, and again whenever it changes.</summary>
    public SwitchStatus? Switch { get; init; }

    public Response? Answer { get; init; }

    public EventMessage? News { get; init; }
}

/// <summary>The state of the switch.</summary>
/// <param name="Version">The protocol version.</param>
/// <param name="IsAvailable">Whether the switch has its link.</param>
/// <param name="Capabilities">The capabilities of the switch.</param>
/// <param name="Panel">The HTTP address of the panel that controls its other side; <see langword="null"/> if there is none.</param>
internal sealed record SwitchStatus(int Version, bool IsAvailable, PlatformCapabilities Capabilities, string? Panel);

/// <summary>The response to a request.</summary>
internal sealed record Response
{
    /// <summary>The number of the request.</summary>
    public required long Number { get; init; }

    /// <summary>The outcome of a command, and of a refused login.</summary>
    public CommandOutcome? Kind { get; init; }

    public string? SwitchError { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether HIS had canceled the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsGivenUp { get; init; }

    /// <summary>The result of a login.</summary>
    public LoginOutcome? Login { get; init; }

    public IReadOnlyList<LoginWarning>? Warnings { get; init; }

    /// <summary>The authenticated agent.</summary>
    public AgentIdentity? Agent { get; init; }

    /// <summary>The state, for a login or a state query.</summary>
    public SwitchAgentState? State { get; init; }

    /// <summary>The agents at the switch, for a list.</summary>
    public IReadOnlyList<AgentListing>? There { get; init; }

    /// <summary>The interaction that began.</summary>
    public string? Interaction { get; init; }

    public CommandResult ToCommand() => new(Kind ?? CommandOutcome.Unavailable, SwitchError, RetryAfter);
}

/// <summary>The results of a login.</summary>
internal enum LoginOutcome
{
    Unavailable,
    LoggedIn,
    EndpointInUse,
    EndpointUnknown,
    Refused,
}

/// <summary>An event of a login's agent: exactly one member is set; none for a lost link.</summary>
internal sealed record EventMessage
{
    public required long Login { get; init; }

    public SwitchChannelState? Channel { get; init; }

    public SwitchInteractionState? Interaction { get; init; }

    public SwitchAgentState? Truth { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLoggedOff { get; init; }

    public Reason? Reason { get; init; }

    /// <summary>Why the agent was logged off.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SwitchCause Cause { get; init; }

    /// <summary>With an interaction, and with a transfer: why it was not taken.</summary>
    public InteractionCause? NotTaken { get; init; }

    /// <summary>The transfer that was not taken.</summary>
    public FailedTransfer? Transfer { get; init; }

    /// <summary>Whether the snapshot is that of a restarted switch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAfterRestart { get; init; }

    public static EventMessage Of(long login, SwitchEvent switchEvent) =>
        switchEvent switch
        {
            ChannelChanged it => new EventMessage { Login = login, Channel = it.Channel },
            InteractionChanged it => new EventMessage
            {
                Login = login,
                Interaction = it.Interaction,
                NotTaken = it.Cause,
            },
            TransferFailed it => new EventMessage
            {
                Login = login,
                Transfer = new FailedTransfer(it.ChannelId, it.InteractionId, it.Destination),
                NotTaken = it.Cause,
            },
            AgentSnapshot it => new EventMessage
            {
                Login = login,
                Truth = it.Agent,
                IsAfterRestart = it.IsAfterRestart,
            },
            AgentLoggedOff it => new EventMessage
            {
                Login = login,
                IsLoggedOff = true,
                Reason = it.Reason,
                Cause = it.Cause,
            },
            _ => new EventMessage { Login = login },
        };

    public SwitchEvent ToEvent() =>
        Channel is not null ? new ChannelChanged(Channel)
        : Interaction is not null ? new InteractionChanged(Interaction, NotTaken)
        : Transfer is { } it ? new TransferFailed(it.Channel, it.Interaction, it.Destination, NotTaken ?? InteractionCause.Failed)
        : Truth is not null ? new AgentSnapshot(Truth, IsAfterRestart)
        : IsLoggedOff ? new AgentLoggedOff(Reason, Cause)
        : new LinkLost();
}

/// <summary>A transfer that was not taken.</summary>
internal sealed record FailedTransfer(string Channel, string Interaction, string Destination);
