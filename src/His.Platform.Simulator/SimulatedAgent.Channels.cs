namespace His.Platform.Simulator;

/// <summary>What can be done with an agent's channels. A goal that holds already is done, and no news.</summary>
internal sealed partial class SimulatedAgent
{
    private const string NoSuchChannel = "There is no such channel.";
    private const string NotLoggedOn = "The agent is not logged on.";
    private const string NotActive = "The channel is not active.";

    public SwitchAnswer Activate(string channelId) => On(channelId, channel =>
    {
        if (channel.IsActive)
            return SwitchAnswer.Done;
        if (!isLoggedOn)
            return SwitchAnswer.Refused(NotLoggedOn);
        channel.GoUp();
        return Told(channel);
    });

    public SwitchAnswer Deactivate(string channelId, bool bySwitch) => On(channelId, channel =>
    {
        if (!channel.IsActive)
            return SwitchAnswer.Done;
        if (!bySwitch && channel.IsReady)
            return SwitchAnswer.Refused("The channel is Ready.");
        if (!bySwitch && CountOn(channel) > 0)
            return SwitchAnswer.Refused("The channel has an interaction.");
        channel.GoDown();
        return Told(channel);
    });

    public SwitchAnswer MakeReady(string channelId) => On(channelId, channel =>
    {
        if (!channel.IsActive)
            return SwitchAnswer.Refused(isLoggedOn ? NotActive : NotLoggedOn);
        if (channel.IsReady)
            return SwitchAnswer.Done;
        channel.GoReady();
        return Told(channel);
    });

    /// <summary>
    /// A pause stops new work and leaves what is there, so an interaction is no hindrance. Another reason than the one that is held is
    /// another state; no reason is none to change it for.
    /// </summary>
    public SwitchAnswer MakeNotReady(string channelId, Reason? reason) => On(channelId, channel =>
    {
        if (!channel.IsActive)
            return SwitchAnswer.Refused(isLoggedOn ? NotActive : NotLoggedOn);
        if (!channel.IsReady && (reason is null || reason == channel.Reason))
            return SwitchAnswer.Done;
        channel.GoNotReady(reason);
        return Told(channel);
    });

    /// <summary>Every active channel, by the switch itself.</summary>
    public void MakeNotReadyByItself()
    {
        lock (gate)
        {
            foreach (var channel in channels.Where(it => it.IsReady))
            {
                channel.GoNotReady(reason: null);
                Tell(new ChannelNews(channel.Now));
            }
        }
    }

    private SwitchAnswer On(string channelId, Func<SimulatedChannel, SwitchAnswer> act)
    {
        lock (gate)
            return Find(channelId) is { } channel ? act(channel) : SwitchAnswer.Refused(NoSuchChannel);
    }

    private SimulatedChannel? Find(string channelId) =>
        Array.Find(channels, it => string.Equals(it.Id, channelId, StringComparison.Ordinal));

    private SwitchAnswer Told(SimulatedChannel channel)
    {
        Tell(new ChannelNews(channel.Now));
        return SwitchAnswer.Done;
    }
}
