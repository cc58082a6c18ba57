namespace His.Platform.Simulator;

/// <summary>
/// The channels of one agent, while logged on and off, and the commands on them. A goal that holds already is Done, without an event.
/// </summary>
/// <param name="gate">The agent's lock.</param>
/// <param name="events">Receives each change.</param>
/// <param name="channels">The channels of every agent.</param>
internal sealed class SimulatedChannels(Lock gate, AgentEvents events, IReadOnlyList<PlatformChannel> channels)
{
    public const string NoSuchChannel = "Channel not found.";
    public const string NotActive = "The channel is not active.";
    private const string NotLoggedOn = "The agent is not logged on.";

    private readonly SimulatedChannel[] _channels =
    [
        .. channels.Select(it => new SimulatedChannel(it.Id, it.Type, maxInteractions: it.Type is ChannelType.Telephony ? 1 : 3)),
    ];

    /// <summary>Whether the agent is logged on. Like the members below, used inside the agent's lock.</summary>
    public bool IsLoggedOn { get; private set; }

    public IReadOnlyList<SimulatedChannel> All => _channels;

    /// <summary>The telephone of a logged-on agent.</summary>
    public string? Endpoint => _channels.Select(it => it.Endpoint).FirstOrDefault(it => it is not null);

    public SimulatedChannel? Find(string channelId)
    {
        foreach (var channel in _channels)
        {
            if (channel.Id == channelId)
            {
                return channel;
            }
        }

        return null;
    }

    public void LogOn(string endpoint, bool startInactive)
    {
        IsLoggedOn = true;
        foreach (var channel in _channels)
        {
            channel.Endpoint = channel.Type is ChannelType.Telephony ? endpoint : null;
            if (!startInactive)
            {
                channel.GoUp();
            }
        }
    }

    public void LogOff()
    {
        IsLoggedOn = false;
        foreach (var channel in _channels)
        {
            channel.GoDown();
            channel.Endpoint = null;
        }
    }

    /// <summary>Activates a channel, in every queue except the given one. The same holds for the commands below.</summary>
    public CommandResult Activate(string channelId, string? except = null)
    {
        lock (gate)
        {
            return Find(channelId) is not { } channel ? CommandResult.Refused(NoSuchChannel)
                : !IsLoggedOn ? CommandResult.Refused(NotLoggedOn)
                : Publish(channel, channel.GoUp(except));
        }
    }

    public CommandResult Deactivate(string channelId, bool bySwitch, string? except = null)
    {
        lock (gate)
        {
            return Find(channelId) is not { } channel ? CommandResult.Refused(NoSuchChannel)
                : !channel.IsActive ? CommandResult.Done
                : !bySwitch && channel.IsReady ? CommandResult.Refused("The channel is Ready.")
                : !bySwitch && channel.InteractionCount > 0 ? CommandResult.Refused("The channel has an interaction.")
                : Publish(channel, channel.GoDown(except));
        }
    }

    public CommandResult MakeReady(string channelId, string? except = null)
    {
        lock (gate)
        {
            return Refusal(channelId, out var channel) ?? Publish(channel!, channel!.GoReady(except));
        }
    }

    /// <summary>
    /// A pause stops new work and leaves existing work, so an interaction does not prevent it. A different reason is a different state; no
    /// reason changes no reason.
    /// </summary>
    public CommandResult MakeNotReady(string channelId, Reason? reason, string? except = null)
    {
        lock (gate)
        {
            return Refusal(channelId, out var channel) ?? Publish(channel!, channel!.GoNotReady(reason, except));
        }
    }

    /// <summary>Every active channel, initiated by the switch.</summary>
    public void MakeNotReadyByItself()
    {
        lock (gate)
        {
            foreach (var channel in _channels.Where(it => it.IsReady))
            {
                Publish(channel, channel.GoNotReady(reason: null));
            }
        }
    }

    /// <summary>One queue of a channel, initiated by the switch.</summary>
    public bool SetQueue(string channelId, SwitchQueueState state)
    {
        lock (gate)
        {
            if (!IsLoggedOn || Find(channelId) is not { } channel || !SimulatedSwitch.Queues.Contains(state.Queue, StringComparer.Ordinal))
            {
                return false;
            }

            Publish(channel, channel.Set(state));
            return true;
        }
    }

    /// <summary>Why a channel cannot be made Ready or Not Ready; <see langword="null"/> if it can.</summary>
    private CommandResult? Refusal(string channelId, out SimulatedChannel? channel)
    {
        channel = Find(channelId);
        return channel is null ? CommandResult.Refused(NoSuchChannel)
            : channel.IsActive ? null
            : CommandResult.Refused(IsLoggedOn ? NotActive : NotLoggedOn);
    }

    private CommandResult Publish(SimulatedChannel channel, bool isChanged)
    {
        if (isChanged)
        {
            events.Publish(new ChannelChanged(channel.Now));
        }

        return CommandResult.Done;
    }
}
