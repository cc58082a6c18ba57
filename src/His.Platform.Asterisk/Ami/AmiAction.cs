namespace His.Platform.Asterisk.Ami;

/// <summary>One header of an AMI message.</summary>
internal readonly record struct AmiField(string Key, string Value);

/// <summary>
/// A request to the switch before serialization. The names of actions and headers are constants of this file; only values come from
/// elsewhere, and <see cref="AmiFrame"/> validates each value.
/// </summary>
internal sealed record AmiAction(string Name, params AmiField[] Fields)
{
    public static AmiAction Challenge() => new("Challenge", new AmiField("AuthType", "MD5"));

    /// <summary>
    /// Logs in with the events of two classes, and of a third if the account may read it: its events report that the switch has started.
    /// Without a mask the switch would send its debugging events too.
    /// </summary>
    public static AmiAction Login(string username, string key) =>
        new(
            "Login",
            new AmiField("AuthType", "MD5"),
            new AmiField("Username", username),
            new AmiField("Key", key),
            new AmiField("Events", "agent,call,system")
        );

    public static AmiAction Logoff() => new("Logoff");

    /// <summary>Lists the actions that this account may do, of those that the switch has loaded.</summary>
    public static AmiAction ListCommands() => new("ListCommands");

    public static AmiAction Ping() => new("Ping");

    /// <summary>Adds a dynamic member. The switch does not check whether the device exists.</summary>
    public static AmiAction QueueAdd(string queue, string memberInterface, string memberName, string stateInterface, bool paused) =>
        new(
            "QueueAdd",
            new AmiField("Queue", queue),
            new AmiField("Interface", memberInterface),
            new AmiField("MemberName", memberName),
            new AmiField("StateInterface", stateInterface),
            new AmiField("Paused", paused ? "true" : "false")
        );

    public static AmiAction QueueRemove(string queue, string memberInterface) =>
        new("QueueRemove", new AmiField("Queue", queue), new AmiField("Interface", memberInterface));

    /// <summary>
    /// Pauses a member in one queue. Only <c>true</c> and <c>false</c> are sent: the switch reads any other word as "unpause".
    /// </summary>
    public static AmiAction QueuePause(string queue, string memberInterface, bool paused, string? reason)
    {
        AmiField[] fields = [new("Queue", queue), new("Interface", memberInterface), new("Paused", paused ? "true" : "false")];
        return new AmiAction("QueuePause", reason is null ? fields : [.. fields, new AmiField("Reason", reason)]);
    }

    /// <summary>
    /// Lists the members of all queues, or the memberships of one member. An unknown queue is no error but an empty list.
    /// </summary>
    public static AmiAction QueueStatus(string? memberInterface = null) =>
        memberInterface is null ? new AmiAction("QueueStatus") : new AmiAction("QueueStatus", new AmiField("Member", memberInterface));

    /// <summary>Writes one line to the queue log.</summary>
    public static AmiAction QueueLog(string memberName, string eventName, string message) =>
        new(
            "QueueLog",
            new AmiField("Queue", "NONE"),
            new AmiField("Interface", memberName),
            new AmiField("Event", eventName),
            new AmiField("Message", message)
        );

    public static AmiAction CoreShowChannels() => new("CoreShowChannels");

    /// <summary>Queries the state of a device: <c>INVALID</c> if it does not exist.</summary>
    public static AmiAction DeviceState(string device) => new("Getvar", new AmiField("Variable", $"DEVICE_STATE({device})"));

    /// <summary>Queries whether the dial plan has an extension: <c>0</c> if not.</summary>
    public static AmiAction ValidExten(string context, string extension) =>
        new("Getvar", new AmiField("Variable", $"VALID_EXTEN({context},{extension},1)"));

    /// <summary>Ends a leg. The cause is one of Q.850: 16 normal clearing, 21 call rejected.</summary>
    public static AmiAction Hangup(string leg, int cause) =>
        new(
            "Hangup",
            new AmiField("Channel", leg),
            new AmiField("Cause", cause.ToString(System.Globalization.CultureInfo.InvariantCulture))
        );

    /// <summary>Calls a telephone and, once it has answered, sends it to an extension. HIS chooses the leg's Uniqueid.</summary>
    public static AmiAction Originate(string device, string id, string context, string number, TimeSpan patience) =>
        new(
            "Originate",
            new AmiField("Channel", device),
            new AmiField("ChannelId", id),
            new AmiField("Context", context),
            new AmiField("Exten", number),
            new AmiField("Priority", "1"),
            new AmiField("Timeout", patience.TotalMilliseconds.ToString("F0", System.Globalization.CultureInfo.InvariantCulture)),
            new AmiField("Async", "true")
        ); // otherwise the switch handles no other action until the call is answered

    /// <summary>Sends a leg to an extension.</summary>
    public static AmiAction Redirect(string leg, string context, string extension) =>
        new(
            "Redirect",
            new AmiField("Channel", leg),
            new AmiField("Context", context),
            new AmiField("Exten", extension),
            new AmiField("Priority", "1")
        );

    /// <summary>Sends two bridged legs to two extensions of one context; if only one were sent, the other would be hung up.</summary>
    public static AmiAction RedirectBoth(string leg, string extension, string otherLeg, string otherExtension, string context) =>
        new(
            "Redirect",
            new AmiField("Channel", leg),
            new AmiField("Context", context),
            new AmiField("Exten", extension),
            new AmiField("Priority", "1"),
            new AmiField("ExtraChannel", otherLeg),
            new AmiField("ExtraContext", context),
            new AmiField("ExtraExten", otherExtension),
            new AmiField("ExtraPriority", "1")
        );

    /// <summary>Sends the party bridged with a leg to an extension, and hangs the leg up. The queue log calls it a transfer.</summary>
    public static AmiAction BlindTransfer(string leg, string context, string number) =>
        new("BlindTransfer", new AmiField("Channel", leg), new AmiField("Context", context), new AmiField("Exten", number));

    /// <summary>Bridges two legs. Both must be in bridges already: a leg that is not would be replaced by a new one.</summary>
    public static AmiAction Bridge(string leg, string otherLeg) =>
        new("Bridge", new AmiField("Channel1", leg), new AmiField("Channel2", otherLeg), new AmiField("Tone", "no"));

    public static AmiAction Setvar(string leg, string variable, string value) =>
        new("Setvar", new AmiField("Channel", leg), new AmiField("Variable", variable), new AmiField("Value", value));

    /// <summary>Sends a tone as if it had come from the leg's own telephone.</summary>
    public static AmiAction PlayDtmf(string leg, char tone) =>
        new(
            "PlayDTMF",
            new AmiField("Channel", leg),
            new AmiField("Digit", tone.ToString()),
            new AmiField("Duration", "100"),
            new AmiField("Receive", "true")
        );

    /// <summary>Requests a ringing telephone to answer. The switch does not wait for the telephone's response.</summary>
    public static AmiAction NotifyTalk(string leg) =>
        new("PJSIPNotify", new AmiField("Channel", leg), new AmiField("Variable", "Event=talk"));

    /// <summary>The name alone: values may be numbers and names of people, or the key of a login.</summary>
    public override string ToString() => Name;
}
