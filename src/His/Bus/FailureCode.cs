namespace His.Bus;

/// <summary>
/// Every expected no of the bus: the number is the JSON-RPC error code, the name is <c>data.failure</c>. A closed list; neither
/// changes once shipped (docs/bus.md, Failures).
/// </summary>
public enum FailureCode
{
    /// <summary>No failure: never sent.</summary>
    None = 0,

    /// <summary>The frame is not JSON.</summary>
    ParseError = -32700,

    /// <summary>The frame is JSON but no request.</summary>
    InvalidRequest = -32600,

    /// <summary>There is no such method.</summary>
    MethodNotFound = -32601,

    /// <summary>A member of the request is missing, unknown, doubled, mistyped or out of range; <c>path</c> names it.</summary>
    InvalidParams = -32602,

    /// <summary>HIS is broken here; the log says how.</summary>
    InternalError = -32603,

    /// <summary>Logout EF1: an interaction is ongoing.</summary>
    OngoingInteraction = 1001,

    /// <summary>Logout AF1: the switch wants a reason, or another one.</summary>
    NeedInfo = 1002,

    /// <summary>Logout EF2: a channel could not be made Not Ready.</summary>
    NotReadyFailure = 1003,

    /// <summary>Logout EF3: a channel could not be deactivated.</summary>
    DeactivationFailure = 1004,

    /// <summary>Logout EF4: the switch did not log the agent off.</summary>
    SwitchLogoutFailure = 1005,

    /// <summary>Logout EF5: an interaction began while the logout ran.</summary>
    InteractionStarted = 1006,

    /// <summary>A command that a running logout would be undone by.</summary>
    LoggingOut = 1007,

    /// <summary>No such agent, or not this password.</summary>
    InvalidCredentials = 1101,

    /// <summary>The agent has a session; <c>override</c> takes it over.</summary>
    AlreadyLoggedIn = 1102,

    /// <summary>Another agent works with that endpoint.</summary>
    EndpointInUse = 1103,

    /// <summary>There is no link to the switch.</summary>
    SwitchUnavailable = 1104,

    /// <summary>Too many failed logins.</summary>
    TooManyAttempts = 1105,

    /// <summary>The connection has no session.</summary>
    NoSession = 1106,

    /// <summary>The session has ended.</summary>
    SessionEnded = 1107,

    /// <summary>The resume token is unknown, foreign or expired.</summary>
    ResumeRefused = 1108,

    /// <summary>HIS cannot keep what a new session needs, so that it takes none on; or another HIS has taken the sessions over.</summary>
    StoreUnavailable = 1109,

    /// <summary>HIS is stopping: it takes no new sessions on.</summary>
    Stopping = 1110,

    /// <summary>No such channel of this agent.</summary>
    UnknownChannel = 1201,

    /// <summary>No such interaction of this agent.</summary>
    UnknownInteraction = 1202,

    /// <summary>Not in this state.</summary>
    InvalidState = 1203,

    /// <summary>A channel could not be activated.</summary>
    ActivationFailure = 1204,

    /// <summary>The platform cannot do this.</summary>
    NotSupported = 1205,

    /// <summary>The switch refused, or did not do, another operation.</summary>
    SwitchRefused = 1206,

    /// <summary>A rule forbids this to the agent, such as a call to a number that is not theirs to call.</summary>
    Forbidden = 1207,

    /// <summary>A setting of this HIS does not offer it; the switch was told nothing.</summary>
    NotOffered = 1208,

    /// <summary>Too many requests.</summary>
    RateLimited = 1301,

    /// <summary>The request id was used for something else.</summary>
    RequestIdReuse = 1302,
}
