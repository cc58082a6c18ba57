using System.Threading.Channels;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>Where a platform tells; a test reads it in order.</summary>
internal sealed class News : IAgentEventSink
{
    private readonly Channel<SwitchEvent> _told = Channel.CreateUnbounded<SwitchEvent>();
    private readonly List<SwitchEvent> _heard = [];

    public void OnEvent(SwitchEvent switchEvent) => _told.Writer.TryWrite(switchEvent);

    /// <summary>The next news of this kind for which this holds; everything before it is passed over.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool>? holds = null)
        where T : SwitchEvent
    {
        while (true)
        {
            SwitchEvent switchEvent;
            try
            {
                switchEvent = await _told.Reader.ReadAsync(TestTimeout.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"no such {typeof(T).Name}; heard: {string.Join("; ", _heard)}", late);
            }

            _heard.Add(switchEvent);
            if (switchEvent is T expected && holds?.Invoke(expected) is not false)
            {
                return expected;
            }
        }
    }

    /// <summary>The very next news.</summary>
    public async Task<SwitchEvent> NextAsync() => await UntilAsync<SwitchEvent>();

    public async Task<SwitchChannelState> ChannelAsync(Func<SwitchChannelState, bool> holds) =>
        (await UntilAsync<ChannelChanged>(switchEvent => holds(switchEvent.Channel))).Channel;

    public async Task<SwitchInteractionState> InteractionAsync(InteractionState state) =>
        (await UntilAsync<InteractionChanged>(switchEvent => switchEvent.Interaction.State == state)).Interaction;
}
