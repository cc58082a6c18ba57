namespace His.Platform.Simulator.Tests;

/// <summary>Of two events of a channel, the second is sent first.</summary>
internal sealed class ShuffledEvents
{
    private SwitchEvent? _held;

    public SwitchEvent[] Tell(SwitchEvent switchEvent)
    {
        if (switchEvent is not ChannelChanged { Channel.AgentState: AgentState.NotReady } || _held is not null)
        {
            SwitchEvent[] told = _held is null ? [switchEvent] : [switchEvent, _held];
            _held = null;
            return told;
        }

        _held = switchEvent;
        return [];
    }
}
