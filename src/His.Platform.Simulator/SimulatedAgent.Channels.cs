namespace His.Platform.Simulator;

/// <summary>Commands on an agent's channels. A goal that holds already is Done, without an event.</summary>
internal sealed partial class SimulatedAgent
{
    private const string NoSuchChannel = "There is no such channel.";
    private const string NotLoggedOn = "The agent is not logged on.";
    private const string NotActive = "The channel is not active.";

    /// <summary>Activates a channel, in every queue except the given one. The same holds for the commands below.</summary>
    public CommandResult Activate(string channelId, string? except = null) =>
        On(channelId, channel => !_isLoggedOn ? CommandResult.Refused(NotLoggedOn) : Told(channel, channel.GoUp(except)));

    public CommandResult Deactivate(string channelId, bool bySwitch, string? except = null) =>
        On(
            channelId,
            channel =>
            {
                if (!channel.IsActive)
                {
                    return CommandResult.Done;
                }

                if (!bySwitch && channel.IsReady)
                {
                    return CommandResult.Refused("The channel is Ready.");
                }

                if (!bySwitch && CountOn(channel) > 0)
                {
                    return CommandResult.Refused("The channel has an interaction.");
                }

                return Told(channel, channel.GoDown(except));
            }
        );

    public CommandResult MakeReady(string channelId, string? except = null) =>
        On(
            channelId,
            channel =>
                !channel.IsActive ? CommandResult.Refused(_isLoggedOn ? NotActive : NotLoggedOn) : Told(channel, channel.GoReady(except))
        );

    /// <summary>
    /// A pause stops new work and leaves existing work, so an interaction does not prevent it. A different reason is a different state; no
    /// reason changes no reason.
    /// </summary>
    public CommandResult MakeNotReady(string channelId, Reason? reason, string? except = null) =>
        On(
            channelId,
            channel =>
                !channel.IsActive
                    ? CommandResult.Refused(_isLoggedOn ? NotActive : NotLoggedOn)
                    : Told(channel, channel.GoNotReady(reason, except))
        );

    /// <summary>Every active channel, initiated by the switch.</summary>
    public void MakeNotReadyByItself()
    {
        lock (_gate)
        {
            foreach (var channel in _channels.Where(it => it.IsReady))
            {
                Told(channel, channel.GoNotReady(reason: null));
            }
        }
    }

    /// <summary>One queue of a channel, initiated by the switch.</summary>
    public bool SetQueue(string channelId, SwitchQueueState state)
    {
        lock (_gate)
        {
            if (!_isLoggedOn || Find(channelId) is not { } channel || !SimulatedSwitch.Queues.Contains(state.Queue, StringComparer.Ordinal))
            {
                return false;
            }

            Told(channel, channel.Set(state));
            return true;
        }
    }

    private CommandResult On(string channelId, Func<SimulatedChannel, CommandResult> act)
    {
        lock (_gate)
        {
            return Find(channelId) is { } channel ? act(channel) : CommandResult.Refused(NoSuchChannel);
        }
    }

    private SimulatedChannel? Find(string channelId) =>
        Array.Find(_channels, it => string.Equals(it.Id, channelId, StringComparison.Ordinal));

    private CommandResult Told(SimulatedChannel channel, bool isChanged)
    {
        if (isChanged)
        {
            Tell(new ChannelChanged(channel.Now));
        }

        return CommandResult.Done;
    }
}
