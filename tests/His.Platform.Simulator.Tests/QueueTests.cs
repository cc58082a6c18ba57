using His.Platform.Conformance;
using static His.Platform.AgentState;

namespace His.Platform.Simulator.Tests;

/// <summary>A channel in several queues: what goes wrong in one of them alone, and what the switch does in one by itself.</summary>
public sealed class QueueTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(1);

    public static TheoryData<SwitchOperation, AgentState?, AgentState?> Operations =>
        new()
        {
            { SwitchOperation.Ready, NotReady, Ready },
            { SwitchOperation.NotReady, Ready, NotReady },
            { SwitchOperation.Activate, null, NotReady },
            { SwitchOperation.Deactivate, NotReady, null },
        };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task ARefusalInOneQueue_IsANo_AndInTheOtherItIsDone(SwitchOperation operation, AgentState? before, AgentState? after)
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await LogIn(stage, before);
        stage.Switch.Faults.Add(new Fault(operation, FaultBehaviour.Fail, Message: "not there", Queue: "support"));

        Assert.Equal(CommandResult.Refused("not there"), await Act(alice, operation));

        Assert.Equal([new("sales", after), new("support", before)], stage.Truth("phone").Queues);
        Assert.Equal(stage.Truth("phone").Queues, Assert.IsType<ChannelChanged>(news.All[^1]).Channel.Queues);
        Assert.Equal(CommandResult.Done, await Act(alice, operation));
        Assert.Equal([new("sales", after), new("support", after)], stage.Truth("phone").Queues);
        Assert.Empty(Assert.IsType<ChannelChanged>(news.All[^1]).Channel.Queues);
    }

    [Theory]
    [InlineData(FaultBehaviour.OkWithoutEvent, true, false)]
    [InlineData(FaultBehaviour.Hang, false, false)]
    [InlineData(FaultBehaviour.EventWithoutOk, false, true)]
    [InlineData(FaultBehaviour.LateOk, true, true)]
    public async Task OtherFaultsInOneQueue_LeaveTheOtherInTime(FaultBehaviour behaviour, bool answers, bool isDone)
    {
        await using var stage = await Stage.Set(new SimulatorOptions { Latency = TimeSpan.FromSeconds(1) });
        var login = stage.LogIn();
        stage.Clock.Turn(Long);
        var (alice, _) = await login;
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, behaviour, Queue: "sales"));

        var answer = alice.MakeReadyAsync("phone", Stage.NoDeadline);
        Assert.Equal([new("sales", NotReady), new("support", NotReady)], stage.Truth("phone").Queues);
        stage.Clock.Turn(Long);
        Assert.Equal(new("support", Ready), stage.Truth("phone").Queues[1]);
        stage.Clock.Turn(Stage.Late);

        Assert.Equal(answers, answer.IsCompleted);
        Assert.Equal(isDone ? Ready : NotReady, stage.Truth("phone").Queues[0].AgentState);
    }

    [Fact]
    public async Task AStateInOneQueue_IsNews_UnlessItIsSoAlready_AndOnlyOfWhoIsThere()
    {
        await using var stage = await Stage.Set();
        Assert.False(stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("sales", Ready)));
        var (_, news) = await stage.LogInReady();
        var before = news.Count;

        Assert.True(stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("sales", Ready)));
        Assert.Equal(before, news.Count);
        Assert.True(stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("sales", NotReady, new Reason("LUNCH"))));
        Assert.Equal(
            [new("sales", NotReady, new Reason("LUNCH")), new("support", Ready)],
            Assert.IsType<ChannelChanged>(news.All[^1]).Channel.Queues
        );
        Assert.False(stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("parts", Ready)));
        Assert.False(stage.Switch.SetQueueByItself(Stage.Alice, "fax", new("sales", Ready)));
    }

    [Fact]
    public async Task ACallComes_AsLongAsOneQueueIsReady()
    {
        await using var stage = await Stage.Set();
        await stage.LogInReady();
        stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("sales", NotReady));
        Assert.NotNull(stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+4930"));
        stage.Switch.SetQueueByItself(Stage.Alice, "phone", new("support", AgentState: null));
        Assert.False(stage.Truth("phone").Ready);
    }

    private static async Task<(IPlatformAgent Agent, HeardNews News)> LogIn(Stage stage, AgentState? state)
    {
        var (alice, news) = await stage.LogIn();
        foreach (var queue in SimulatedSwitch.Queues)
        {
            stage.Switch.SetQueueByItself(Stage.Alice, "phone", new(queue, state));
        }

        return (alice, news);
    }

    private static Task<CommandResult> Act(IPlatformAgent alice, SwitchOperation operation) =>
        operation switch
        {
            SwitchOperation.Ready => alice.MakeReadyAsync("phone", Stage.NoDeadline),
            SwitchOperation.NotReady => alice.MakeNotReadyAsync("phone", reason: null, Stage.NoDeadline),
            SwitchOperation.Activate => alice.ActivateAsync("phone", Stage.NoDeadline),
            _ => alice.DeactivateAsync("phone", Stage.NoDeadline),
        };
}
