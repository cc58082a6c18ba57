namespace His.Platform.Asterisk.Devices;

/// <summary>The result of claiming a device.</summary>
internal enum DeviceClaimResult
{
    /// <summary>The agent holds the device.</summary>
    Claimed,

    /// <summary>Another agent holds it.</summary>
    InUse,

    /// <summary>The agent is in the queues, or has a call, at another telephone.</summary>
    AtWorkElsewhere,
}
