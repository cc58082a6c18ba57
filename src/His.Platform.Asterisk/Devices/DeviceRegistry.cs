using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// All devices, and the one place that publishes events. One lock holds them: each event of the switch, and each login, is applied
/// atomically and in sequence. Nothing waits inside it.
/// </summary>
internal sealed class DeviceRegistry(AsteriskOptions options)
{
    private readonly Lock _lock = new();
    private readonly DeviceTable _table = new(options);
    private readonly HashSet<string> _queues = new(options.Queues, StringComparer.OrdinalIgnoreCase);
    private readonly CallEnds _ends = new();
    private readonly Bridges _bridges = new(options.Calls.ControlContext);
    private readonly ReasonPolicy _reasons = options.NotReadyReason.ToPolicy();
    private bool _known;

    /// <summary>Queries of the switch about one device.</summary>
    public SnapshotReader Snapshots { get; } = new();

    /// <summary>Assigns a telephone to an agent. An earlier login there receives no more events.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="endpoint">The telephone.</param>
    /// <param name="holder">The login.</param>
    /// <param name="device">The device, with the result <see cref="DeviceClaimResult.Claimed"/>.</param>
    /// <param name="before">The login that held it before.</param>
    public DeviceClaimResult Claim(string agentId, string endpoint, DeviceClaim holder, out AgentDevice? device, out DeviceClaim? before)
    {
        before = null;
        lock (_lock)
        {
            var result = _table.Assign(agentId, endpoint, out device);
            if (device is null)
            {
                return result;
            }

            before = device.Holder;
            device.Hold(holder);
            return result;
        }
    }

    /// <summary>Ends a login's hold, if it still has it. An agent who is at work stays known, for the next login.</summary>
    public void Release(AgentDevice device, DeviceClaim holder)
    {
        lock (_lock)
        {
            holder.IsOver = true;
            if (device.Holder != holder)
            {
                return;
            }

            device.Release();
            if (!device.LoggedOn)
            {
                _table.Remove(device);
            }
        }
    }

    /// <summary>A login has failed: the previous holder gets the device back, unless it was released.</summary>
    public void GiveBack(AgentDevice device, DeviceClaim holder, DeviceClaim? before)
    {
        Release(device, holder);
        lock (_lock)
        {
            if (before is { IsOver: false } && device.Holder is null)
            {
                device.GiveBack(before, _known);
            }
        }
    }

    public bool IsHeldBy(AgentDevice device, DeviceClaim holder)
    {
        lock (_lock)
        {
            return device.Holder == holder;
        }
    }

    public int VersionOf(AgentDevice device)
    {
        lock (_lock)
        {
            return device.Version;
        }
    }

    /// <summary>
    /// Applies a list about one device, if no event about the device has arrived since before the list was requested, and returns the
    /// device's state. Otherwise the list may be stale, and must be requested again.
    /// </summary>
    public SwitchAgentState? TryApply(AgentDevice device, int version, SwitchSnapshot snapshot, bool isLogin)
    {
        lock (_lock)
        {
            if (!_known || device.Version != version)
            {
                return null;
            }

            if (isLogin)
            {
                device.Discover(snapshot, _queues.Contains, _bridges);
            }
            else
            {
                device.Apply(snapshot, _queues.Contains, _bridges);
            }

            return device.State();
        }
    }

    /// <summary>Applies a list of everything, after a time in which events may have been missed.</summary>
    public void Apply(SwitchSnapshot snapshot)
    {
        lock (_lock)
        {
            _known = true;
            _ends.Forget();
            _bridges.Apply(snapshot);
            foreach (var device in _table.All)
            {
                device.Resync(snapshot, _queues.Contains, _bridges);
            }
        }
    }

    /// <summary>
    /// The agents at work: those who have logged in and hold their devices, and members of our queues that an agent owns. HIS leaves
    /// members from the switch's configuration alone.
    /// </summary>
    public IReadOnlyList<AgentListing>? ListAgents(SwitchSnapshot snapshot, MemberOwnership owners)
    {
        lock (_lock)
        {
            if (!_known)
            {
                return null;
            }

            return AgentList.Of(snapshot, _table, owners, _queues, _reasons);
        }
    }

    public void LoseLink()
    {
        lock (_lock)
        {
            if (!_known)
            {
                return;
            }

            _known = false;
            foreach (var device in _table.All)
            {
                device.LoseLink();
            }
        }
    }

    public void LogOff(AgentDevice device, Reason? reason)
    {
        lock (_lock)
        {
            device.LogOff(reason);
        }
    }

    /// <summary>These queues, and every other queue of ours in which the device is a member.</summary>
    public IReadOnlyList<string> QueuesOf(AgentDevice device, IReadOnlyList<string> queues)
    {
        lock (_lock)
        {
            return [.. queues.Union(device.Queues, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Whether an agent is in a queue or has a call here.</summary>
    public bool IsAtWork(string agentId)
    {
        lock (_lock)
        {
            return _table.FindByAgent(agentId) is { IsIdle: false };
        }
    }

    /// <summary>A snapshot of a leg; <see langword="null"/> if there is none.</summary>
    public LegNow? FindLeg(AgentDevice device, string id)
    {
        lock (_lock)
        {
            return device.FindLeg(id)?.Now(_bridges);
        }
    }

    /// <summary>
    /// A number is about to be dialed for an agent. Completes when the leg to the agent's telephone begins, or with false if there will be
    /// none.
    /// </summary>
    public Task<bool> ExpectDial(AgentDevice device, string id, string number)
    {
        lock (_lock)
        {
            return device.PendingDials.Expect(id, number);
        }
    }

    public void ForgetDial(AgentDevice device, string id)
    {
        lock (_lock)
        {
            device.PendingDials.Fail(id);
        }
    }

    /// <summary>
    /// The customer of a call on hold is about to be transferred. If the call is connected the switch itself sends an event, even if the
    /// telephone transfers it.
    /// </summary>
    public void ExpectTransfer(AgentDevice device, string id, string destination)
    {
        lock (_lock)
        {
            if (device.FindLeg(id)?.Now(_bridges) is { IsWaiting: true, FirstId: { } first })
            {
                _ends.Transfers.Begin(first, device, id, destination);
            }
        }
    }

    public void ForgetTransfer(string id)
    {
        lock (_lock)
        {
            _ends.Transfers.GiveUp(id);
        }
    }

    public void Complete(AgentDevice device, string id)
    {
        lock (_lock)
        {
            device.Complete(id);
        }
    }

    /// <summary>Processes one event of the switch. Called by the link alone, in the order of events.</summary>
    public void Process(AmiMessage message)
    {
        lock (_lock)
        {
            _ends.Process(message, _table.FindByInterface);
            SwitchEvents.Process(message, _queues.Contains, _table.FindByInterface);
            OriginatedLeg.Process(message, _table.FindByInterface);
            BridgeEvents.Process(message, _bridges, _table.FindByInterface, _table.All);
        }
    }
}
