namespace His.Platform.Asterisk.Ami;

/// <summary>The refusals of AMI that mean something to us.</summary>
internal enum AmiRefusal
{
    /// <summary>Any other; the words are for engineers.</summary>
    Other,

    /// <summary>QueueAdd: the member is in the queue.</summary>
    AlreadyThere,

    /// <summary>QueueRemove: the member is not in the queue.</summary>
    NotThere,

    /// <summary>QueueAdd, QueueRemove: there is no such queue.</summary>
    NoSuchQueue,

    /// <summary>QueueRemove: the member stands in the switch's configuration and cannot be taken out from here.</summary>
    NotDynamic,

    /// <summary>QueuePause: not a member of that queue, or no such queue.</summary>
    InterfaceNotFound,

    /// <summary>Hangup, Redirect, Bridge: the leg is gone, or has another name by now.</summary>
    NoSuchChannel,

    /// <summary>BlindTransfer, Bridge: a leg is on its way into a bridge, or out of one.</summary>
    InMotion,

    /// <summary>The account lacks a privilege.</summary>
    PermissionDenied,
}

/// <summary>AMI has no error codes, so its texts are read here and nowhere else. They are the same in Asterisk 16 and 22.</summary>
internal static class AmiRefusals
{
    private static readonly (string Text, AmiRefusal Refusal)[] Texts =
    [
        ("Unable to add interface: Already there", AmiRefusal.AlreadyThere),
        ("Unable to remove interface: Not there", AmiRefusal.NotThere),
        ("Unable to add interface to queue: No such queue", AmiRefusal.NoSuchQueue),
        ("Unable to remove interface from queue: No such queue", AmiRefusal.NoSuchQueue),
        ("Member not dynamic", AmiRefusal.NotDynamic),
        ("Interface not found", AmiRefusal.InterfaceNotFound),
        ("No such channel", AmiRefusal.NoSuchChannel),
        ("does not exist", AmiRefusal.NoSuchChannel), // Bridge: Channel2 does not exist: PJSIP/...
        ("Transfer invalid", AmiRefusal.InMotion),
        ("Unable to add Channel", AmiRefusal.InMotion),
        ("Permission denied", AmiRefusal.PermissionDenied),
    ];

    public static AmiRefusal Of(AmiReply reply) => Of(reply.Message);

    public static AmiRefusal Of(string message)
    {
        foreach (var (text, refusal) in Texts)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return refusal;
            }
        }

        return AmiRefusal.Other;
    }
}
