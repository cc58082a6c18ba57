namespace His.Testing.Asterisk;

/// <summary>One that forgets its members when it is restarted.</summary>
public sealed class ForgetfulSwitch() : AsteriskSwitch(("PERSISTENT_MEMBERS", "no"));

/// <summary>One that tells what AMI does not tell by itself: whether a number is withheld.</summary>
public sealed class TellingSwitch() : AsteriskSwitch(("CHANNEL_VARS", "CALLERID(pres),CONNECTEDLINE(pres)"));

/// <summary>One with so many more telephones, from 20001 on.</summary>
public class CrowdedSwitch(int telephones) : AsteriskSwitch(("TELEPHONES", Scripts.Text(telephones)));

/// <summary>
/// The same with so many more queues, <c>queue-1</c> and so on. It forgets its members: otherwise it writes down all members of a queue
/// with each that joins, which with many queues takes longer than anybody waits for a login.
/// </summary>
public sealed class SwitchOfManyQueues(int telephones, int queues)
    : AsteriskSwitch(("TELEPHONES", Scripts.Text(telephones)), ("QUEUES", Scripts.Text(queues)), ("PERSISTENT_MEMBERS", "no"));
