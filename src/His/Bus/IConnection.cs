namespace His.Bus;

/// <summary>
/// A browser's link to the bus, as the core sees it: a port that the server implements. All members may be called from any thread and never block.
/// </summary>
public interface IConnection
{
    /// <summary>Where it comes from, for limits and logs, such as <c>127.0.0.1</c>.</summary>
    string RemoteAddress { get; }

    /// <summary>
    /// Puts one whole message into the connection's bounded outbox. Messages leave in this order. Where the outbox is full the
    /// connection is closed with <see cref="CloseCode.TooSlow"/>; after a close nothing is sent any more.
    /// </summary>
    void Send(ReadOnlyMemory<byte> message);

    /// <summary>Closes the connection once what is in the outbox has left. Only the first call counts.</summary>
    void Close(CloseCode code);
}

/// <summary>With which number and words a connection ends (docs/bus.md, Closing).</summary>
/// <param name="Number">The WebSocket close code.</param>
/// <param name="Reason">The close frame's words; stable.</param>
public sealed record CloseCode(int Number, string Reason)
{
    /// <summary>Step 10 of Logout.</summary>
    public static CloseCode LoggedOut { get; } = new(1000, "logged out");

    /// <summary>HIS is stopping.</summary>
    public static CloseCode Stopping { get; } = new(1001, "HIS is stopping");

    /// <summary>A frame that is not text.</summary>
    public static CloseCode NotText { get; } = new(1003, "text frames only");

    /// <summary>Five strikes within a minute.</summary>
    public static CloseCode Strikes { get; } = new(1008, "too many malformed messages");

    /// <summary>Connected, and no login.</summary>
    public static CloseCode NoLogin { get; } = new(1008, "no login");

    /// <summary>A message over the limit.</summary>
    public static CloseCode TooBig { get; } = new(1009, "message too big");

    /// <summary>The agent logged in elsewhere.</summary>
    public static CloseCode TakenOver { get; } = new(4001, "session taken over");

    /// <summary>Somebody else logged the agent out; the cause says why.</summary>
    public static CloseCode LoggedOutBySupervisor { get; } = new(4002, "logged out by supervisor");

    /// <summary>The switch logged the agent out.</summary>
    public static CloseCode LoggedOutBySwitch { get; } = new(4003, "logged out by the switch");

    /// <summary>The browser was silent for too long.</summary>
    public static CloseCode PresenceLost { get; } = new(4004, "presence lost");

    /// <summary>Another connection goes on with the session.</summary>
    public static CloseCode ResumedElsewhere { get; } = new(4006, "resumed elsewhere");

    /// <summary>The outbox was full.</summary>
    public static CloseCode TooSlow { get; } = new(4005, "too slow");

    /// <summary>How the connection of a session ends that has ended for a cause.</summary>
    internal static CloseCode For(Cause cause) => cause switch
    {
        Cause.AgentRequest => LoggedOut,
        Cause.TakenOver => TakenOver,
        Cause.ConnectionLost => PresenceLost,
        Cause.Supervisor or Cause.Inactivity or Cause.AgentRemoved or Cause.Maintenance => LoggedOutBySupervisor,
        _ => LoggedOutBySwitch,
    };
}
