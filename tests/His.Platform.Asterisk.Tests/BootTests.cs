using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>A switch that dies and starts while HIS knocks at its door all the time.</summary>
public sealed class BootTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    private const int Deaths = 6;

    [Theory]
    [InlineData("his")]
    [InlineData("his-hears-system")]
    public async Task TheFirstTruth_AfterAStart_HasThePersistentMembers(string account)
    {
        await using var day = await AlicesDay.BeginAsync(
            atSwitch,
            options =>
                options with
                {
                    Username = account,
                    ReconnectDelay = TimeSpan.FromMilliseconds(1),
                    MaxReconnectDelay = TimeSpan.FromMilliseconds(5),
                }
        );
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);
        await day.News.ChannelAsync(channel => channel.AgentState == AgentState.NotReady);
        await atSwitch.StopAsync(); // cleanly, so that they are written down
        await day.News.UntilAsync<LinkLost>();

        for (var death = 0; death < Deaths; death++)
        {
            if (death > 0)
            {
                await atSwitch.KillAsync();
            }

            await atSwitch.StartAsync();
            var truth = (await day.News.UntilAsync<AgentSnapshot>()).Agent;
            Assert.Equal(AgentState.NotReady, Assert.Single(truth.Channels).AgentState);
        }
    }
}
