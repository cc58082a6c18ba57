using System.Text.Json.Serialization;

namespace His.Platform.Simulator.Remote;

/// <summary>A command or query of HIS.</summary>
internal sealed record RequestMessage
{
    /// <summary>The kind of request.</summary>
    public required RequestKind Do { get; init; }

    /// <summary>
    /// The number that the response repeats, unique on a connection. With <see cref="RequestKind.Hello"/> the version, with
    /// <see cref="RequestKind.GiveUp"/> the number of the request that is canceled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    /// <summary>The number of the login it concerns, assigned by HIS.</summary>
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

    /// <summary>Whether it has all members that its kind needs.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Do switch
        {
            RequestKind.Ping or RequestKind.List or RequestKind.GiveUp or RequestKind.LetGo or RequestKind.Ask or RequestKind.LogOff =>
                true,
            RequestKind.Authenticate => Agent is { Id: not null } && Password is not null,
            RequestKind.LogIn or RequestKind.Find => Agent is { Id: not null },
            RequestKind.Activate or RequestKind.Deactivate or RequestKind.Ready or RequestKind.NotReady => Channel is not null,
            RequestKind.Handle => Interaction is not null && Command is not null,
            RequestKind.Dial => Channel is not null && Target is not null,
            _ => false,
        };

    /// <summary>Without text that people typed or wrote.</summary>
    public override string ToString() => $"{Do} {Number} of login {Login}";
}

/// <summary>The kinds of requests.</summary>
internal enum RequestKind
{
    /// <summary>Invalid: the value of a line without a kind.</summary>
    None,

    /// <summary>The first line of HIS.</summary>
    Hello,

    /// <summary>A keep-alive.</summary>
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

    /// <summary>The deadline is over: HIS no longer waits for that response. It is sent nevertheless.</summary>
    GiveUp,

    /// <summary>HIS has released the login and wants no more of its events. There is no response.</summary>
    LetGo,
}
