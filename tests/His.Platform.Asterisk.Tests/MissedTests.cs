using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>The line is cut, the switch lives on, and what HIS missed meanwhile is in the truth.</summary>
public sealed class MissedTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    [Fact]
    public async Task SheWasPaused_InAllQueues()
    {
        await using var line = HeldLine.To(atSwitch);
        await using var day = await BeginAsync(line);
        await day.BecomeReadyAsync();

        var truth = await MeanwhileAsync(
            day,
            line,
            async () =>
            {
                foreach (var queue in new[] { "sales", "support" })
                {
                    await atSwitch.ConsoleAsync($"queue pause member PJSIP/1001 queue {queue} reason class");
                }
            }
        );

        Assert.Equal(new Reason("class", Label: "Training"), Assert.Single(truth.Channels).Reason);
    }

    [Fact]
    public async Task SheWasRemoved_AndTakenInAgain_Unpaused()
    {
        await using var line = HeldLine.To(atSwitch);
        await using var day = await BeginAsync(line);
        await day.Alice.ActivateAsync("phone", TestTimeout.Token);

        var truth = await MeanwhileAsync(
            day,
            line,
            async () =>
            {
                foreach (var queue in new[] { "sales", "support" })
                {
                    await atSwitch.ConsoleAsync($"queue remove member PJSIP/1001 from {queue}");
                }

                await atSwitch.ConsoleAsync("queue add member PJSIP/1001 to support penalty 0 as Alice");
            }
        );

        Assert.Equal(AgentState.Ready, Assert.Single(truth.Channels).AgentState);
    }

    [Fact]
    public async Task ACallBegan_AndIsServedToItsEnd()
    {
        await using var line = HeldLine.To(atSwitch);
        await using var day = await BeginAsync(line);
        var phone = await day.BecomeReadyAsync();
        Phone? customer = null;

        var truth = await MeanwhileAsync(
            day,
            line,
            async () =>
            {
                customer = await day.CustomerCallsAsync();
                await phone.RingsAsync();
            }
        );

        var call = Assert.Single(truth.Interactions);
        Assert.Equal((InteractionState.Alerting, InteractionDirection.Inbound), (call.State, call.Direction));
        await phone.AnswerAsync();
        Assert.Equal(call.Id, (await day.News.InteractionAsync(InteractionState.Connected)).Id);
        await customer!.HangUpAsync();
        Assert.Equal(call.Id, (await day.News.InteractionAsync(InteractionState.Completed)).Id);
    }

    [Fact]
    public async Task ACallThatRang_WasAnswered()
    {
        await using var line = HeldLine.To(atSwitch);
        await using var day = await BeginAsync(line);
        var phone = await day.BecomeReadyAsync();
        await day.CustomerCallsAsync();
        await phone.RingsAsync();
        var ringing = await day.News.InteractionAsync(InteractionState.Alerting);

        var truth = await MeanwhileAsync(
            day,
            line,
            async () =>
            {
                await phone.AnswerAsync();
                await TestTimeout.UntilAsync(
                    async () =>
                        (await atSwitch.ConsoleAsync("core show channels concise"))
                            .Split('\n')
                            .Any(leg =>
                                leg.StartsWith("PJSIP/1001", StringComparison.Ordinal) && leg.Contains("!Up!", StringComparison.Ordinal)
                            ),
                    "answered"
                );
            }
        );

        Assert.Equal((ringing.Id, InteractionState.Connected), (Assert.Single(truth.Interactions).Id, truth.Interactions[0].State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACallEnded_AndIsCompleted_OrWaitsForItsWrapUp(bool wrapUp)
    {
        await using var line = HeldLine.To(atSwitch);
        await using var day = await BeginAsync(line, wrapUp);
        var phone = await day.BecomeReadyAsync();
        var customer = await day.CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        var connected = await day.News.InteractionAsync(InteractionState.Connected);

        var truth = await MeanwhileAsync(
            day,
            line,
            async () =>
            {
                await customer.HangUpAsync();
                await phone.IsClosedAsync();
                await TestTimeout.UntilAsync(async () => (await atSwitch.LegsAsync("1001")).Length == 0, "hung up");
            }
        );

        if (!wrapUp)
        {
            Assert.Empty(truth.Interactions);
            return;
        }

        Assert.Equal((connected.Id, InteractionState.Ended), (Assert.Single(truth.Interactions).Id, truth.Interactions[0].State));
        Assert.Equal(
            CommandResult.Done,
            await day.Alice.ExecuteAsync(connected.Id, InteractionCommand.Complete, target: null, TestTimeout.Token)
        );
        await day.News.InteractionAsync(InteractionState.Completed);
    }

    private async Task<AlicesDay> BeginAsync(HeldLine line, bool wrapUp = false) =>
        await AlicesDay.BeginAsync(atSwitch, options => options with { Port = line.Port, WrapUp = wrapUp });

    /// <summary>While the line is cut: logins and commands are no at once. When it is back: the truth.</summary>
    private static async Task<SwitchAgentState> MeanwhileAsync(AlicesDay day, HeldLine line, Func<Task> something)
    {
        line.Cut();
        await day.News.UntilAsync<LinkLost>();
        Assert.Equal(CommandResult.Unavailable, await day.Alice.MakeReadyAsync("phone", TestTimeout.Token));
        Assert.IsType<LogInResult.Unavailable>(
            await day.Platform.LogInAsync(new AgentIdentity("bob", "Bob"), endpoint: null, new News(), TestTimeout.Token)
        );
        await something();
        line.Mend();
        return (await day.News.UntilAsync<AgentSnapshot>()).Agent;
    }
}
