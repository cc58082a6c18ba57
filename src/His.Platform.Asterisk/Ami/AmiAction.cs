namespace His.Platform.Asterisk.Ami;

/// <summary>One header of an AMI message.</summary>
internal readonly record struct AmiField(string Key, string Value);

/// <summary>
/// A request to the switch before it is bytes. The names of actions and headers are constants of this file; only values come from
/// elsewhere, and <see cref="AmiFrame"/> looks at every one of them.
/// </summary>
internal sealed record AmiAction(string Name, params AmiField[] Fields)
{
    public static AmiAction Challenge() => new("Challenge", new AmiField("AuthType", "MD5"));

    /// <summary>Logs in with the events of three classes; without a mask the switch would send its debugging events too.</summary>
    public static AmiAction Login(string username, string key) => new(
        "Login",
        new AmiField("AuthType", "MD5"),
        new AmiField("Username", username),
        new AmiField("Key", key),
        new AmiField("Events", "agent,call,system"));

    public static AmiAction Logoff() => new("Logoff");

    public static AmiAction Ping() => new("Ping");

    /// <summary>Adds a dynamic member. The switch does not look whether the device exists.</summary>
    public static AmiAction QueueAdd(string queue, string memberInterface, string memberName, string stateInterface, bool paused) => new(
        "QueueAdd",
        new AmiField("Queue", queue),
        new AmiField("Interface", memberInterface),
        new AmiField("MemberName", memberName),
        new AmiField("StateInterface", stateInterface),
        new AmiField("Paused", paused ? "true" : "false"));

    public static AmiAction QueueRemove(string queue, string memberInterface) => new(
        "QueueRemove", new AmiField("Queue", queue), new AmiField("Interface", memberInterface));

    /// <summary>Pauses a member in one queue. Only <c>true</c> and <c>false</c> are sent: the switch takes any other word for "unpause".</summary>
    public static AmiAction QueuePause(string queue, string memberInterface, bool paused, string? reason)
    {
        AmiField[] fields =
        [
            new("Queue", queue), new("Interface", memberInterface), new("Paused", paused ? "true" : "false"),
        ];
        return new AmiAction("QueuePause", reason is null ? fields : [.. fields, new AmiField("Reason", reason)]);
    }

    /// <summary>Members of all queues, or the places of one member. An unknown queue is no error but an empty list.</summary>
    public static AmiAction QueueStatus(string? memberInterface = null) => memberInterface is null
        ? new AmiAction("QueueStatus")
        : new AmiAction("QueueStatus", new AmiField("Member", memberInterface));

    /// <summary>Writes one line to the queue log.</summary>
    public static AmiAction QueueLog(string memberName, string eventName, string message) => new(
        "QueueLog",
        new AmiField("Queue", "NONE"),
        new AmiField("Interface", memberName),
        new AmiField("Event", eventName),
        new AmiField("Message", message));

    public static AmiAction CoreShowChannels() => new("CoreShowChannels");

    /// <summary>Asks what the switch thinks of a device: <c>INVALID</c> when it does not exist.</summary>
    public static AmiAction DeviceState(string device) => new("Getvar", new AmiField("Variable", $"DEVICE_STATE({device})"));

    /// <summary>Ends a leg. The cause is one of Q.850: 16 normal clearing, 21 call rejected.</summary>
    public static AmiAction Hangup(string leg, int cause) => new(
        "Hangup",
        new AmiField("Channel", leg),
        new AmiField("Cause", cause.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The name alone: values may be numbers and names of people, or the key of a login.</summary>
    public override string ToString() => Name;
}
