using System.Threading.Channels;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>Where a platform tells; a test reads it in order.</summary>
internal sealed class News : IAgentNews
{
    private readonly Channel<SwitchNews> _told = Channel.CreateUnbounded<SwitchNews>();
    private readonly List<SwitchNews> _heard = [];

    public void Tell(SwitchNews news) => _told.Writer.TryWrite(news);

    /// <summary>The next news of this kind for which this holds; everything before it is passed over.</summary>
    public async Task<T> UntilAsync<T>(Func<T, bool>? holds = null)
        where T : SwitchNews
    {
        while (true)
        {
            SwitchNews news;
            try
            {
                news = await _told.Reader.ReadAsync(TestTimeout.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"no such {typeof(T).Name}; heard: {string.Join("; ", _heard)}", late);
            }

            _heard.Add(news);
            if (news is T expected && holds?.Invoke(expected) is not false) return expected;
        }
    }

    /// <summary>The very next news.</summary>
    public async Task<SwitchNews> NextAsync() => await UntilAsync<SwitchNews>();

    public async Task<ChannelAtSwitch> ChannelAsync(Func<ChannelAtSwitch, bool> holds) =>
        (await UntilAsync<ChannelNews>(news => holds(news.Channel))).Channel;

    public async Task<InteractionAtSwitch> InteractionAsync(InteractionState state) =>
        (await UntilAsync<InteractionNews>(news => news.Interaction.State == state)).Interaction;
}
