using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>Queries the state of one agent's device, for the login that holds it.</summary>
internal sealed partial class StateReader(AgentDevice device, DeviceClaim holder, DeviceRegistry devices, SwitchLink link, ILogger logger)
{
    /// <summary>Queries the state, again if an event arrived in the meantime that may be newer than the result.</summary>
    public async Task<SwitchAgentState?> ReadAsync(bool isLogin, CancellationToken cancellationToken)
    {
        while (devices.IsHeldBy(device, holder) && link.Current is { } connection)
        {
            try
            {
                var version = devices.VersionOf(device);
                var snapshot = await devices.Snapshots.ReadAsync(connection, device, cancellationToken);
                if (devices.TryApply(device, version, snapshot, isLogin) is { } state)
                {
                    return state;
                }
            }
            catch (AmiLinkLostException)
            {
                return null;
            }
            catch (AmiRefusedException refused)
            {
                LogRefused(refused.Message);
                return null;
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The AMI account cannot list queue members and calls: {SwitchError}")]
    private partial void LogRefused(string switchError);
}
