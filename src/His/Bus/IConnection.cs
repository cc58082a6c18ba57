namespace His.Bus;

/// <summary>
/// A client's connection to the bus: a port that the server implements. All members may be called from any thread and never block.
/// </summary>
public interface IConnection
{
    /// <summary>The address of the client, for limits and logs, such as <c>127.0.0.1</c>.</summary>
    string RemoteAddress { get; }

    /// <summary>
    /// Queues one complete message in the connection's bounded outbox. Messages are sent in this order. If the outbox is full, the
    /// connection is closed with <see cref="CloseCode.TooSlow"/>; after a close nothing is sent.
    /// </summary>
    void Send(ReadOnlyMemory<byte> message);

    /// <summary>Closes the connection once the outbox is drained. Only the first call counts.</summary>
    void Close(CloseCode code);
}

/// <summary>The WebSocket close code and reason of a connection (docs/bus.md, Closing).</summary>
/// <param name="Number">The WebSocket close code (RFC 6455, section 7.4).</param>
/// <param name="Reason">The reason in the close frame; stable.</param>
public sealed record CloseCode(int Number, string Reason)
{
    /// <summary>Step 10 of Logout.</summary>
    public static CloseCode LoggedOut { get; } = new(1000, "logged out");

    /// <summary>HIS is stopping.</summary>
    public static CloseCode Stopping { get; } = new(1001, "HIS is stopping");

    /// <summary>A frame that is not text.</summary>
    public static CloseCode NotText { get; } = new(1003, "text frames only");

    /// <summary>Too many malformed messages within a minute (<see cref="HisOptions.MaxStrikes"/>).</summary>
    public static CloseCode Strikes { get; } = new(1008, "too many malformed messages");

    /// <summary>No login in time.</summary>
    public static CloseCode NoLogin { get; } = new(1008, "no login");

    /// <summary>A message over the size limit.</summary>
    public static CloseCode TooBig { get; } = new(1009, "message too big");

    /// <summary>The agent logged in elsewhere.</summary>
    public static CloseCode TakenOver { get; } = new(4001, "session taken over");

    /// <summary>Somebody else logged the agent out; the cause is in the last event.</summary>
    public static CloseCode LoggedOutBySupervisor { get; } = new(4002, "logged out by supervisor");

    /// <summary>The switch logged the agent out.</summary>
    public static CloseCode LoggedOutBySwitch { get; } = new(4003, "logged out by the switch");

    /// <summary>The agent was logged out because the connection was lost for too long.</summary>
    public static CloseCode PresenceLost { get; } = new(4004, "presence lost");

    /// <summary>Another connection has resumed the session.</summary>
    public static CloseCode ResumedElsewhere { get; } = new(4006, "resumed elsewhere");

    /// <summary>The outbox was full.</summary>
    public static CloseCode TooSlow { get; } = new(4005, "too slow");

    /// <summary>The close code for a session that has ended, by its cause.</summary>
    internal static CloseCode For(Cause cause) =>
        cause switch
        {
            Cause.AgentRequest => LoggedOut,
            Cause.TakenOver => TakenOver,
            Cause.ConnectionLost => PresenceLost,
            Cause.Supervisor or Cause.Inactivity or Cause.AgentRemoved or Cause.Maintenance => LoggedOutBySupervisor,
            _ => LoggedOutBySwitch,
        };
}
