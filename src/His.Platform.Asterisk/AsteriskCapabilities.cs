using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk;

/// <summary>What HIS can have done at a switch: what the settings want, as far as the account may.</summary>
internal static class AsteriskCapabilities
{
    /// <summary>For an account that may do these actions.</summary>
    public static PlatformCapabilities Of(AsteriskOptions options, AmiCommands account) => new(
        ChannelDeactivation: account.Knows("QueueAdd") && account.Knows("QueueRemove"), options.LogoutReason.ToPolicy(), options.NotReadyReason.ToPolicy())
    {
        Commands = CallCommands.Possible(options.Calls, options.WrapUp, account.Knows),
        Dialing = options.Calls.Context is not null && account.Knows("Originate"),
    };
}
