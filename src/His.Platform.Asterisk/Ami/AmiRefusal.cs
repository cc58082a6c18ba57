namespace His.Platform.Asterisk.Ami;

/// <summary>The AMI refusals that HIS distinguishes.</summary>
internal enum AmiRefusal
{
    /// <summary>Any other; the text is for engineers.</summary>
    Other,

    /// <summary>QueueAdd: the member is in the queue.</summary>
    AlreadyThere,

    /// <summary>QueueRemove: the member is not in the queue.</summary>
    NotThere,

    /// <summary>QueueAdd, QueueRemove: there is no such queue.</summary>
    NoSuchQueue,

    /// <summary>QueueRemove: the member is in the switch's configuration and cannot be removed by AMI.</summary>
    NotDynamic,

    /// <summary>QueuePause: not a member of that queue, or no such queue.</summary>
    InterfaceNotFound,

    /// <summary>Hangup, Redirect, Bridge: the leg is gone, or has been renamed.</summary>
    NoSuchChannel,

    /// <summary>BlindTransfer, Bridge: a leg is entering or leaving a bridge.</summary>
    InMotion,

    /// <summary>The account lacks a privilege.</summary>
    PermissionDenied,
}

/// <summary>AMI has no error codes, so its texts are parsed here and nowhere else. They are the same in Asterisk 16 and 22.</summary>
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
