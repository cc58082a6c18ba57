using System.Text.Json.Serialization;

namespace His.Platform.Simulator.Remote;

/// <summary>What HIS asks of the switch, or tells it to do.</summary>
internal sealed record RequestMessage
{
    /// <summary>What.</summary>
    public required RequestKind Do { get; init; }

    /// <summary>By which the answer names it, never used twice on a connection. With <see cref="RequestKind.Hello"/> the version, with <see cref="RequestKind.GiveUp"/> what is given up.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    /// <summary>Which login of HIS it is about; HIS gives the number.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Login { get; init; }

    public AgentIdentity? Agent { get; init; }

    public string? Password { get; init; }

    public string? Endpoint { get; init; }

    public string? Channel { get; init; }

    public string? Interaction { get; init; }

    public InteractionCommand? Command { get; init; }

    public string? Target { get; init; }

    public Reason? Reason { get; init; }

    /// <summary>Whether it has all that its deed needs.</summary>
    [JsonIgnore]
    public bool IsWhole => Do switch
    {
        RequestKind.Ping or RequestKind.List or RequestKind.GiveUp or RequestKind.LetGo or RequestKind.Ask or RequestKind.LogOff => true,
        RequestKind.Authenticate => Agent is { Id: not null } && Password is not null,
        RequestKind.LogIn or RequestKind.Find => Agent is { Id: not null },
        RequestKind.Activate or RequestKind.Deactivate or RequestKind.Ready or RequestKind.NotReady => Channel is not null,
        RequestKind.Handle => Interaction is not null && Command is not null,
        RequestKind.Dial => Channel is not null && Target is not null,
        _ => false,
    };

    /// <summary>Without what was typed or written by people.</summary>
    public override string ToString() => $"{Do} {Number} of login {Login}";
}

/// <summary>What can be asked.</summary>
internal enum RequestKind
{
    /// <summary>Nothing of the protocol: what a line without a deed would be.</summary>
    None,

    /// <summary>The first line of HIS.</summary>
    Hello,

    /// <summary>Is anybody there?</summary>
    Ping,

    /// <summary><see cref="IPlatform.AuthenticateAsync"/>.</summary>
    Authenticate,

    /// <summary><see cref="IPlatform.LogInAsync"/>.</summary>
    LogIn,

    /// <summary><see cref="IPlatform.ReattachAsync"/>.</summary>
    Find,

    /// <summary><see cref="IPlatformAgent.GetStateAsync"/>.</summary>
    Ask,

    /// <summary><see cref="IPlatformAgent.ActivateAsync"/>.</summary>
    Activate,

    /// <summary><see cref="IPlatformAgent.DeactivateAsync"/>.</summary>
    Deactivate,

    /// <summary><see cref="IPlatformAgent.MakeReadyAsync"/>.</summary>
    Ready,

    /// <summary><see cref="IPlatformAgent.MakeNotReadyAsync"/>.</summary>
    NotReady,

    /// <summary><see cref="IPlatformAgent.LogOffAsync"/>.</summary>
    LogOff,

    /// <summary><see cref="IPlatformAgent.ExecuteAsync"/>.</summary>
    Handle,

    /// <summary><see cref="IPlatformAgent.DialAsync"/>.</summary>
    Dial,

    /// <summary><see cref="IPlatform.ListAgentsAsync"/>.</summary>
    List,

    /// <summary>The deadline is over: nobody waits for that answer any more. It is sent all the same.</summary>
    GiveUp,

    /// <summary>The login has come to its end at HIS; no news of it is wanted. It gets no answer.</summary>
    LetGo,
}
