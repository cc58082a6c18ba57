using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// All devices, and the one place that publishes events. One lock holds them: each event of the switch, and each login, is applied
/// atomically and in sequence. Nothing waits inside it.
/// </summary>
internal sealed class DeviceRegistry(AsteriskOptions options)
{
    /// <summary>
    /// From this many telephones in calls on, a list of all legs is shared. A shorter list is faster to request than to wait for.
    /// </summary>
    private const int Many = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AgentDevice> _byAgent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentDevice> _byInterface = new(StringComparer.Ordinal);
    private readonly HashSet<string> _queues = new(options.Queues, StringComparer.OrdinalIgnoreCase);
    private readonly CallEnds _ends = new();
    private readonly Bridges _bridges = new(options.Calls.ControlContext);
    private readonly ReasonPolicy _reasons = options.NotReadyReason.ToPolicy();
    private readonly SharedList<ILookup<string, LegRow>> _legs = new(connection =>
        SwitchSnapshot.ReadLegsAsync(connection, CancellationToken.None)
    );
    private volatile bool _isBusy;
    private bool _known;

    /// <summary>Assigns a telephone to an agent. An earlier login there receives no more events.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="endpoint">The telephone.</param>
    /// <param name="holder">The login.</param>
    /// <param name="seat">The device, with the result <see cref="DeviceClaimResult.Seated"/>.</param>
    /// <param name="before">The login that held it before.</param>
    public DeviceClaimResult Take(string agentId, string endpoint, DeviceClaim holder, out AgentDevice? seat, out DeviceClaim? before)
    {
        var memberInterface = Interface(endpoint);
        (seat, before) = (null, null);
        lock (_lock)
        {
            if (_byInterface.TryGetValue(memberInterface, out var there) && !there.AgentId.Equals(agentId, StringComparison.Ordinal))
            {
                if (there.Holder is not null || !there.IsIdle)
                {
                    return DeviceClaimResult.InUse;
                }

                Remove(there);
            }

            if (_byAgent.TryGetValue(agentId, out var own) && !own.Interface.Equals(memberInterface, StringComparison.Ordinal))
            {
                if (!own.IsIdle)
                {
                    return DeviceClaimResult.ElsewhereAtWork;
                }

                Remove(own);
            }

            if (!_byAgent.TryGetValue(agentId, out seat))
            {
                seat = new AgentDevice(agentId, endpoint, memberInterface, options.WrapUp, _reasons);
                _byAgent.Add(agentId, seat);
                _byInterface.Add(memberInterface, seat);
            }

            before = seat.Holder;
            seat.Hold(holder);
            return DeviceClaimResult.Seated;
        }
    }

    /// <summary>Ends a login's hold, if it still has it. An agent who is at work stays known, for the next login.</summary>
    public void Release(AgentDevice seat, DeviceClaim holder)
    {
        lock (_lock)
        {
            holder.IsOver = true;
            if (seat.Holder != holder)
            {
                return;
            }

            seat.Release();
            if (!seat.LoggedOn)
            {
                Remove(seat);
            }
        }
    }

    /// <summary>A login has failed: the previous holder gets the device back, unless it was released.</summary>
    public void GiveBack(AgentDevice seat, DeviceClaim holder, DeviceClaim? before)
    {
        Release(seat, holder);
        lock (_lock)
        {
            if (before is { IsOver: false } && seat.Holder is null)
            {
                seat.GiveBack(before, _known);
            }
        }
    }

    public bool IsHeldBy(AgentDevice seat, DeviceClaim holder)
    {
        lock (_lock)
        {
            return seat.Holder == holder;
        }
    }

    public int VersionOf(AgentDevice seat)
    {
        lock (_lock)
        {
            return seat.Version;
        }
    }

    /// <summary>Queries one device: its own memberships, and the legs of all; if there are many, with a shared list.</summary>
    public async Task<SwitchSnapshot> ReadAsync(AmiConnection connection, AgentDevice seat, CancellationToken cancellationToken)
    {
        var members = SwitchSnapshot.ReadMembersAsync(connection, seat.Interface, cancellationToken);
        var legs = _isBusy ? _legs.AskAsync(connection, cancellationToken) : SwitchSnapshot.ReadLegsAsync(connection, cancellationToken);
        await Task.WhenAll(members, legs);
        _isBusy = (await legs).Sum(it => it.Count()) >= Many;
        return new SwitchSnapshot(await members, await legs);
    }

    /// <summary>
    /// Applies a list about one device, if no event about the device has arrived since before the list was requested, and returns the
    /// device's state. Otherwise the list may be stale, and must be requested again.
    /// </summary>
    public SwitchAgentState? TryLearn(AgentDevice seat, int version, SwitchSnapshot truth, bool isLogin)
    {
        lock (_lock)
        {
            if (!_known || seat.Version != version)
            {
                return null;
            }

            if (isLogin)
            {
                seat.Discover(truth, _queues.Contains, _bridges);
            }
            else
            {
                seat.Learn(truth, _queues.Contains, _bridges);
            }

            return seat.State();
        }
    }

    /// <summary>Applies a list of everything, after a time in which events may have been missed.</summary>
    public void Learn(SwitchSnapshot truth)
    {
        lock (_lock)
        {
            _known = true;
            _ends.Forget();
            _bridges.Learn(truth);
            foreach (var seat in _byAgent.Values)
            {
                seat.Resync(truth, _queues.Contains, _bridges);
            }
        }
    }

    /// <summary>
    /// The agents at work: those who have logged in and hold their devices, and members of our queues that an agent owns. HIS leaves
    /// members from the switch's configuration alone.
    /// </summary>
    public IReadOnlyList<AgentListing>? ListAgents(SwitchSnapshot truth, MemberOwnership owners)
    {
        lock (_lock)
        {
            if (!_known)
            {
                return null;
            }

            var places = truth
                .Members.SelectMany(rows => rows)
                .Where(row => _queues.Contains(row.Queue))
                .ToLookup(row => row.Interface, StringComparer.Ordinal);
            var seated = _byAgent
                .Values.Where(seat => (seat.Holder is not null && seat.LoggedOn) || places[seat.Interface].Any(row => row.IsDynamic))
                .Select(seat => There(new AgentIdentity(seat.AgentId, owners.NameOf(seat.AgentId)), seat.Endpoint, seat.Interface));
            var others = places
                .Where(rows => SeatAt(rows.Key) is null && rows.Any(row => row.IsDynamic))
                .Select(rows =>
                    owners.Find(rows.First()) is var (agent, endpoint)
                        ? There(new AgentIdentity(agent.Id, agent.Name), endpoint, rows.Key)
                        : null
                )
                .OfType<AgentListing>();
            return [.. seated.Concat(others)];

            AgentListing There(AgentIdentity agent, string endpoint, string device)
            {
                var theirs = places[device]
                    .DistinctBy(row => row.Queue, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(row => row.Queue, StringComparer.OrdinalIgnoreCase);
                var queues = SeatAt(device)?.Holder?.Queues ?? [];
                return new(
                    agent,
                    endpoint,
                    [AgentDevice.Channel(endpoint, theirs, queues, _reasons)],
                    [.. truth.Legs[device].Select(leg => leg.Id)]
                );
            }
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
            foreach (var seat in _byAgent.Values)
            {
                seat.LoseLink();
            }
        }
    }

    public void LogOff(AgentDevice seat, Reason? reason)
    {
        lock (_lock)
        {
            seat.LogOff(reason);
        }
    }

    /// <summary>These queues, and every other queue of ours in which the device is a member.</summary>
    public IReadOnlyList<string> QueuesOf(AgentDevice seat, IReadOnlyList<string> queues)
    {
        lock (_lock)
        {
            return [.. queues.Union(seat.Queues, StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <summary>Whether an agent is in a queue or has a call here.</summary>
    public bool IsAtWork(string agentId)
    {
        lock (_lock)
        {
            return _byAgent.TryGetValue(agentId, out var seat) && !seat.IsIdle;
        }
    }

    /// <summary>A snapshot of a leg; <see langword="null"/> if there is none.</summary>
    public LegNow? FindLeg(AgentDevice seat, string id)
    {
        lock (_lock)
        {
            return seat.FindLeg(id)?.Now(_bridges);
        }
    }

    /// <summary>
    /// A number is about to be dialed for an agent. Completes when the leg to the agent's telephone begins, or with false if there will be
    /// none.
    /// </summary>
    public Task<bool> ExpectDial(AgentDevice seat, string id, string number)
    {
        lock (_lock)
        {
            return seat.Dials.Expect(id, number);
        }
    }

    public void ForgetDial(AgentDevice seat, string id)
    {
        lock (_lock)
        {
            seat.Dials.Fail(id);
        }
    }

    /// <summary>
    /// The customer of a call on hold is about to be transferred. If the call is connected the switch itself sends an event, even if the
    /// telephone transfers it.
    /// </summary>
    public void ExpectTransfer(AgentDevice seat, string id, string destination)
    {
        lock (_lock)
        {
            if (seat.FindLeg(id)?.Now(_bridges) is { IsWaiting: true, FirstId: { } first })
            {
                _ends.Transfers.Begin(first, seat, id, destination);
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

    public void Complete(AgentDevice seat, string id)
    {
        lock (_lock)
        {
            seat.Complete(id);
        }
    }

    /// <summary>Processes one event of the switch. Called by the link alone, in the order of events.</summary>
    public void Hear(AmiMessage message)
    {
        lock (_lock)
        {
            _ends.Hear(message, SeatAt);
            SwitchEvents.Hear(message, _queues.Contains, SeatAt);
            OriginatedLeg.Hear(message, SeatAt);
            BridgeEvents.Hear(message, _bridges, SeatAt, _byAgent.Values);
        }
    }

    private AgentDevice? SeatAt(string memberInterface) => _byInterface.GetValueOrDefault(memberInterface);

    private string Interface(string endpoint) => options.InterfaceTemplate.Replace("{endpoint}", endpoint, StringComparison.Ordinal);

    private void Remove(AgentDevice seat)
    {
        seat.Release();
        _byAgent.Remove(seat.AgentId);
        _byInterface.Remove(seat.Interface);
    }
}

/// <summary>The result of claiming a device.</summary>
internal enum DeviceClaimResult
{
    /// <summary>The agent holds the device.</summary>
    Seated,

    /// <summary>Another agent holds it.</summary>
    InUse,

    /// <summary>The agent is in the queues, or has a call, at another telephone.</summary>
    ElsewhereAtWork,
}
