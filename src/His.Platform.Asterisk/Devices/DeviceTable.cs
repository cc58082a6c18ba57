namespace His.Platform.Asterisk.Devices;

/// <summary>The devices by agent and by interface. Used under the lock of the <see cref="DeviceRegistry"/> only.</summary>
internal sealed class DeviceTable(AsteriskOptions options)
{
    private readonly Dictionary<string, AgentDevice> _byAgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentDevice> _byInterface = new(StringComparer.Ordinal);
    private readonly ReasonPolicy _reasons = options.NotReadyReason.ToPolicy();

    public IReadOnlyCollection<AgentDevice> All => _byAgent.Values;

    public AgentDevice? FindByAgent(string agentId) => _byAgent.GetValueOrDefault(agentId);

    public AgentDevice? FindByInterface(string memberInterface) => _byInterface.GetValueOrDefault(memberInterface);

    /// <summary>
    /// Assigns a telephone to an agent, unless another agent holds it, or either of the two agents is still at work at another telephone.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="endpoint">The telephone.</param>
    /// <param name="device">The device, with the result <see cref="DeviceClaimResult.Claimed"/>.</param>
    public DeviceClaimResult Assign(string agentId, string endpoint, out AgentDevice? device)
    {
        var memberInterface = options.InterfaceTemplate.Replace("{endpoint}", endpoint, StringComparison.Ordinal);
        device = null;
        if (FindByInterface(memberInterface) is { } there && !there.AgentId.Equals(agentId, StringComparison.Ordinal))
        {
            if (there.Holder is not null || !there.IsIdle)
            {
                return DeviceClaimResult.InUse;
            }

            Remove(there);
        }

        if (FindByAgent(agentId) is { } own && !own.Interface.Equals(memberInterface, StringComparison.Ordinal))
        {
            if (!own.IsIdle)
            {
                return DeviceClaimResult.AtWorkElsewhere;
            }

            Remove(own);
        }

        device = FindByAgent(agentId);
        if (device is null)
        {
            device = new AgentDevice(agentId, endpoint, memberInterface, options.WrapUp, _reasons);
            _byAgent.Add(agentId, device);
            _byInterface.Add(memberInterface, device);
        }

        return DeviceClaimResult.Claimed;
    }

    public void Remove(AgentDevice device)
    {
        device.Release();
        _byAgent.Remove(device.AgentId);
        _byInterface.Remove(device.Interface);
    }
}
