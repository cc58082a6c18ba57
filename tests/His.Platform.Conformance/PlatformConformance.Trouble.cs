using Xunit;

namespace His.Platform.Conformance;

public abstract partial class PlatformConformance
{
    [Fact]
    public async Task ACallWhoseDeadlineIsOver_IsCancelled()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);
        using var over = new CancellationTokenSource();
        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alice.Platform.MakeReadyAsync(ours.ChannelId, over.Token));

        Assert.True(IsNotReady(alice.ChannelIn(await alice.Ask())), "The switch was told what nobody waited for.");
    }

    [Fact]
    public async Task ACommandToAFrozenSwitch_EndsWithItsDeadline()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanFreeze, nameof(IConformanceSwitch.CanFreeze));
        await using var alice = await LogInReady(ours);
        await ours.FreezeAsync();

        var answer = await OrNothing(alice, (it, deadline) => it.MakeNotReadyAsync(ours.ChannelId, reason: null, deadline));
        Assert.True(answer is null or { Outcome: CommandOutcome.Unavailable }, $"A frozen switch answered {answer}.");

        // Whatever became of the command: once the switch responds again, the result and the goal can be reached.
        await ours.ThawAsync();
        Assert.Equal(CommandResult.Done, await alice.MakeNotReady());
        Assert.True(IsNotReady(alice.ChannelIn(await alice.Ask())));
    }

    [Fact]
    public async Task NoMethod_BlocksItsThread()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanFreeze, nameof(IConformanceSwitch.CanFreeze));
        var identity = await Authenticate(ours, ours.Agent);
        await using var alice = await LogInNotReady(ours);
        await ours.FreezeAsync();

        await ReturnsAtOnce(nameof(IPlatformAgent.GetStateAsync), deadline => alice.Platform.GetStateAsync(deadline));
        await ReturnsAtOnce(nameof(IPlatformAgent.MakeReadyAsync), deadline => alice.Platform.MakeReadyAsync(ours.ChannelId, deadline));
        await ReturnsAtOnce(nameof(IPlatformAgent.LogOffAsync), deadline => alice.Platform.LogOffAsync(reason: null, deadline));
        await ReturnsAtOnce(nameof(IPlatform.ListAgentsAsync), deadline => ours.Platform.ListAgentsAsync(deadline));
        await ReturnsAtOnce(
            nameof(IPlatform.ReattachAsync),
            deadline => ours.Platform.ReattachAsync(identity!, ours.Endpoint, new HeardNews(), deadline)
        );
        await ours.ThawAsync();
    }

    [Fact]
    public async Task AQuestionToAFrozenSwitch_EndsWithItsDeadline()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanFreeze, nameof(IConformanceSwitch.CanFreeze));
        await using var alice = await LogInNotReady(ours);
        await ours.FreezeAsync();

        using var deadline = new CancellationTokenSource(ShortPatience);
        SwitchAgentState? answer = null;
        try
        {
            answer = await Awaited.AwaitAsync(alice.Platform.GetStateAsync(deadline.Token), Patience, "AskAsync ends with its token");
        }
        catch (OperationCanceledException)
        {
            // Equivalent to no result.
        }

        Assert.Null(answer);
        await ours.ThawAsync();
    }

    [Fact]
    public async Task ALoginAtAFrozenSwitch_EndsWithItsDeadline()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanFreeze, nameof(IConformanceSwitch.CanFreeze));
        var identity = await Authenticate(ours, ours.Agent);
        Assert.NotNull(identity);
        await ours.FreezeAsync();

        using var deadline = new CancellationTokenSource(ShortPatience);
        LogInResult? answer = null;
        try
        {
            answer = await Awaited.AwaitAsync(
                ours.Platform.LogInAsync(identity, ours.Endpoint, new HeardNews(), deadline.Token),
                Patience,
                "LogInAsync ends with its token"
            );
        }
        catch (OperationCanceledException)
        {
            // Equivalent to no result.
        }

        Assert.True(answer is null or LogInResult.Unavailable, $"A frozen switch answered {answer}.");
        await ours.ThawAsync();
        await using var alice = await LogIn(ours);
        Assert.True(alice.Found.LoggedOn);
    }

    [Fact]
    public async Task ALostLink_IsTold_AndTheWholeTruthAfterIt()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanCutLink, nameof(IConformanceSwitch.CanCutLink));
        await using var alice = await LogInReady(ours);

        await ours.CutLinkAsync();
        await alice.News.WaitFor<LinkLost>("the link is lost", _ => true, Patience);
        Assert.False(ours.Platform.IsAvailable);
        Assert.Equal(CommandOutcome.Unavailable, (await alice.MakeNotReady()).Outcome);
        Assert.Null(await alice.Do((it, deadline) => it.GetStateAsync(deadline)));

        var from = alice.News.Count;
        await ours.MendLinkAsync();
        var truth = await alice.News.WaitFor<AgentSnapshot>("the whole truth is there", _ => true, Patience, from);
        Assert.True(ours.Platform.IsAvailable);
        Assert.Equivalent(truth.Agent, await alice.Ask(), strict: true);
        Assert.Equal(CommandResult.Done, await alice.MakeReady());
    }

    /// <summary>The switch is frozen, so a call that waits for it on the caller's thread never returns.</summary>
    private async Task ReturnsAtOnce(string method, Func<CancellationToken, Task> call)
    {
        using var deadline = new CancellationTokenSource();
        var returned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = Task.Run(
            () =>
            {
                var answer = call(deadline.Token);
                returned.SetResult();
                return answer;
            },
            CancellationToken.None
        );
        try
        {
            await Awaited.AwaitAsync(
                returned.Task,
                Patience,
                $"{method} returns to its caller while the switch is silent; it blocks its thread"
            );
        }
        finally
        {
            await deadline.CancelAsync();
            await called.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<CommandResult?> OrNothing(AgentAtWork alice, Func<IPlatformAgent, CancellationToken, Task<CommandResult>> act)
    {
        using var deadline = new CancellationTokenSource(ShortPatience);
        try
        {
            // The outer wait only keeps a platform that ignores its token from hanging the suite.
            return await Awaited.AwaitAsync(act(alice.Platform, deadline.Token), Patience, "a command ends with its token");
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
