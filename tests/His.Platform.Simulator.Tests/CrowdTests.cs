namespace His.Platform.Simulator.Tests;

/// <summary>Many hands at once: news stays in order, and the last of it is the truth.</summary>
public sealed class CrowdTests
{
    [Fact]
    public async Task ManyHandsOnOneAgent_LeaveTheNewsInOrder()
    {
        const int Hands = 4;
        const int Times = 2000;
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogIn();

        await Task.WhenAll(
            Enumerable
                .Range(0, Hands)
                .Select(hand =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < Times; i++)
                        {
                            await alice.MakeReadyAsync("phone", Stage.NoDeadline);
                            await alice.MakeNotReadyAsync("phone", reason: null, Stage.NoDeadline);
                            if (stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, $"{hand}") is { } call)
                            {
                                stage.Switch.Parties.EndByCustomer(call);
                            }
                        }
                    })
                )
        );

        // Every news is a change: had two threads told out of turn, the same state would have come twice.
        var states = news.All.OfType<ChannelChanged>().Select(it => it.Channel.AgentState).ToList();
        Assert.All(states.Zip(states.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(stage.Truth("phone").Ready, states[^1] is AgentState.Ready);
        var interactions = news.All.OfType<InteractionChanged>().GroupBy(it => it.Interaction.Id).ToList();
        Assert.All(
            interactions,
            it => Assert.Equal([InteractionState.Alerting, InteractionState.Completed], it.Select(one => one.Interaction.State))
        );
    }

    [Fact]
    public async Task OneEndpoint_HasOneAgent_HoweverManyAsk()
    {
        await using var stage = await Stage.Set(new SimulatorOptions { Agents = 50 });

        var answers = await Task.WhenAll(
            Enumerable.Range(100_001, 50).Select(number => Task.Run(() => stage.TryLogIn($"{number}", new(), "hot-desk")))
        );

        Assert.Single(answers.OfType<LogInResult.LoggedIn>());
        Assert.Equal(49, answers.OfType<LogInResult.EndpointInUse>().Count());
    }

    [Fact]
    public async Task AnAnswerAndItsDeadline_NeverBothHappen()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        stage.Switch.ChangeSettings(new SettingsChange(Latency: TimeSpan.FromMilliseconds(1)));

        for (var i = 0; i < 500; i++)
        {
            using var deadline = new CancellationTokenSource();
            var answer = alice.MakeReadyAsync("phone", deadline.Token);
            await Task.WhenAll(Task.Run(() => stage.Clock.Turn(TimeSpan.FromMilliseconds(1))), Task.Run(deadline.Cancel));
            try
            {
                Assert.Equal(CommandResult.Done, await answer);
            }
            catch (OperationCanceledException)
            {
                // Either is right; an exception from answering twice is not.
            }
        }
    }
}
