using His.Bus;
using His.Platform;

namespace His.Positions;

/// <summary>Why a platform has logged the agent off: spontaneously, or for a logout whose last steps have failed or wait.</summary>
internal sealed record LogOffOrigin(Cause Cause, Reason? Reason)
{
    public static LogOffOrigin Switch { get; } = new(Cause.SwitchInitiated, Reason: null);

    /// <summary>The log-off happened while HIS was down; a query of the switch showed it.</summary>
    public static LogOffOrigin WhileDown { get; } = new(Cause.Reconciled, Reason: null);

    /// <summary>Whether the log-off was not part of a logout.</summary>
    public bool IsBySwitch => Cause is Cause.SwitchInitiated or Cause.SwitchRestart or Cause.StationOutOfService or Cause.Reconciled;
}
