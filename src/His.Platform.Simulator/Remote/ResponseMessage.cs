using System.Text.Json.Serialization;

namespace His.Platform.Simulator.Remote;

/// <summary>What the switch says: one of the members is there, and no other.</summary>
internal sealed record ResponseMessage
{
    /// <summary>How it is with the switch: the first line, and another whenever that changes.</summary>
    public SwitchSaid? Switch { get; init; }

    public AnswerSaid? Answer { get; init; }

    public NewsSaid? News { get; init; }
}

/// <summary>How it is with the switch.</summary>
/// <param name="Version">Of the protocol.</param>
/// <param name="IsAvailable">Whether it has its link.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Panel">Where its other side is worked, by HTTP; none where nobody serves it.</param>
internal sealed record SwitchSaid(int Version, bool IsAvailable, PlatformCapabilities Capabilities, string? Panel);

/// <summary>The answer to what was asked.</summary>
internal sealed record AnswerSaid
{
    /// <summary>What it answers.</summary>
    public required long Number { get; init; }

    /// <summary>To a command, and to a login that was refused.</summary>
    public CommandOutcome? Kind { get; init; }

    public string? SwitchError { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nobody waited for it any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsGivenUp { get; init; }

    /// <summary>To a login.</summary>
    public LoginSaid? Login { get; init; }

    public IReadOnlyList<LoginWarning>? Warnings { get; init; }

    /// <summary>Who has been recognised.</summary>
    public AgentIdentity? Agent { get; init; }

    /// <summary>To a login or a question.</summary>
    public SwitchAgentState? State { get; init; }

    /// <summary>To a list: everybody who is there.</summary>
    public IReadOnlyList<AgentListing>? There { get; init; }

    /// <summary>What was begun.</summary>
    public string? Interaction { get; init; }

    public CommandResult ToCommand() => new(Kind ?? CommandOutcome.Unavailable, SwitchError, RetryAfter);
}

/// <summary>The answers to a login.</summary>
internal enum LoginSaid
{
    Unavailable,
    LoggedIn,
    EndpointInUse,
    EndpointUnknown,
    Refused,
}

/// <summary>News of a login's agent: one of the members is there, or it is the link that is lost.</summary>
internal sealed record NewsSaid
{
    public required long Login { get; init; }

    public SwitchChannelState? Channel { get; init; }

    public SwitchInteractionState? Interaction { get; init; }

    public SwitchAgentState? Truth { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsLoggedOff { get; init; }

    public Reason? Reason { get; init; }

    /// <summary>Why they were logged off.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public SwitchCause Cause { get; init; }

    /// <summary>With an interaction, and with a transfer: why it was not taken.</summary>
    public InteractionCause? NotTaken { get; init; }

    /// <summary>The transfer that was not taken.</summary>
    public TransferSaid? Transfer { get; init; }

    /// <summary>Whether the truth is that of a switch that was started anew.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAfterRestart { get; init; }

    public static NewsSaid Of(long login, SwitchEvent switchEvent) => switchEvent switch
    {
        ChannelChanged it => new NewsSaid { Login = login, Channel = it.Channel },
        InteractionChanged it => new NewsSaid { Login = login, Interaction = it.Interaction, NotTaken = it.Cause },
        TransferFailed it => new NewsSaid { Login = login, Transfer = new TransferSaid(it.ChannelId, it.InteractionId, it.Destination), NotTaken = it.Cause },
        AgentSnapshot it => new NewsSaid { Login = login, Truth = it.Agent, IsAfterRestart = it.IsAfterRestart },
        AgentLoggedOff it => new NewsSaid { Login = login, IsLoggedOff = true, Reason = it.Reason, Cause = it.Cause },
        _ => new NewsSaid { Login = login },
    };

    public SwitchEvent ToNews() =>
        Channel is not null ? new ChannelChanged(Channel)
        : Interaction is not null ? new InteractionChanged(Interaction, NotTaken)
        : Transfer is { } it ? new TransferFailed(it.Channel, it.Interaction, it.Destination, NotTaken ?? InteractionCause.Failed)
        : Truth is not null ? new AgentSnapshot(Truth, IsAfterRestart)
        : IsLoggedOff ? new AgentLoggedOff(Reason, Cause)
        : new LinkLost();
}

/// <summary>A transfer that was not taken.</summary>
internal sealed record TransferSaid(string Channel, string Interaction, string Destination);
