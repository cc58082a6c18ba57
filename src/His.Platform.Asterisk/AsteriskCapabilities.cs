using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk;

/// <summary>The capabilities at a switch: what the settings enable and the account may do.</summary>
internal static class AsteriskCapabilities
{
    /// <summary>For an account that may do these actions.</summary>
    public static PlatformCapabilities Of(AsteriskOptions options, AmiCommands account) =>
        new(
            ChannelDeactivation: account.Knows("QueueAdd") && account.Knows("QueueRemove"),
            options.LogoutReason.ToPolicy(),
            options.NotReadyReason.ToPolicy()
        )
        {
            Commands = CallCommands.Possible(options.Calls, options.WrapUp, account.Knows),
            Dialing = options.Calls.Context is not null && account.Knows("Originate"),
        };
}
