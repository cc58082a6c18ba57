namespace His.Bus;

/// <summary>
/// The expected failures of the bus: the number is the JSON-RPC error code, the name is <c>data.failure</c>. A closed list; neither
/// changes once shipped (docs/bus.md, Failures).
/// </summary>
public enum FailureCode
{
    /// <summary>No failure: never sent.</summary>
    None = 0,

    /// <summary>The frame is not JSON.</summary>
    ParseError = -32700,

    /// <summary>The frame is JSON but not a valid request.</summary>
    InvalidRequest = -32600,

    /// <summary>There is no such method.</summary>
    MethodNotFound = -32601,

    /// <summary>A member of the request is missing, unknown, duplicate, of the wrong type or out of range; <c>path</c> names it.</summary>
    InvalidParams = -32602,

    /// <summary>A defect of HIS; the log has the exception.</summary>
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

    /// <summary>A logout is running, and the command could interfere with it.</summary>
    LoggingOut = 1007,

    /// <summary>Unknown agent or wrong password.</summary>
    InvalidCredentials = 1101,

    /// <summary>The agent has a session; <c>override</c> takes it over.</summary>
    AlreadyLoggedIn = 1102,

    /// <summary>Another agent uses the endpoint.</summary>
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

    /// <summary>The store accepts no new sessions, or another HIS has taken over the sessions.</summary>
    StoreUnavailable = 1109,

    /// <summary>HIS is stopping: it accepts no new sessions.</summary>
    Stopping = 1110,

    /// <summary>The agent has no such channel.</summary>
    UnknownChannel = 1201,

    /// <summary>The agent has no such interaction.</summary>
    UnknownInteraction = 1202,

    /// <summary>The current state does not allow it.</summary>
    InvalidState = 1203,

    /// <summary>A channel could not be activated.</summary>
    ActivationFailure = 1204,

    /// <summary>The platform cannot do this.</summary>
    NotSupported = 1205,

    /// <summary>The switch refused, or did not do, another operation.</summary>
    SwitchRefused = 1206,

    /// <summary>A rule forbids it to the agent, such as a call to a number that the agent may not call.</summary>
    Forbidden = 1207,

    /// <summary>Turned off by a setting of this HIS; nothing was sent to the switch.</summary>
    NotOffered = 1208,

    /// <summary>A rate limit is exceeded.</summary>
    RateLimited = 1301,

    /// <summary>The idempotency key was used for another request.</summary>
    RequestIdReuse = 1302,
}
