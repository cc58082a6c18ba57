using His.Platform;
using static His.Platform.AgentState;

namespace His.Tests;

/// <summary>A channel as a whole, from its state in each queue: no state promises more quiet than there is.</summary>
public class ChannelInQueues
{
    private static readonly Reason Lunch = new("LUNCH");

    [Fact]
    public void ItIsTheLeastQuietOfItsQueues_AndNamesThem_WhereTheyDoNotAllAgree()
    {
        Is(null, null, differ: false, null, null);
        Is(NotReady, null, differ: false, NotReady, NotReady);
        Is(Ready, null, differ: false, Ready, Ready);
        Is(Ready, null, differ: true, NotReady, Ready);
        Is(Ready, null, differ: true, Ready, null);
        Is(NotReady, null, differ: true, NotReady, null);
        Is(null, null, differ: false);
    }

    [Fact]
    public void ItsReasonIsTheFirst_AndAnotherOneIsADifference()
    {
        var same = InQueues([new("sales", NotReady, Lunch), new("support", NotReady, new Reason("LUNCH"))]);
        Assert.Equal((Lunch, 0), (same.Reason, same.Queues.Count));
        var other = InQueues([new("sales", NotReady), new("support", NotReady, Lunch)]);
        Assert.Equal((Lunch, 2), (other.Reason, other.Queues.Count));
        Assert.Null(InQueues([new("sales", NotReady, Lunch), new("support", Ready)]).Reason);
    }

    [Fact]
    public void AQueueThatIsNotTheAgents_CountsAsLongAsWorkMayComeFromIt()
    {
        var ready = InQueues([new("sales", NotReady)], [new("yesterday", Ready)]);
        Assert.Equal((Ready, 2), (ready.AgentState, ready.Queues.Count));
        var paused = InQueues([new("sales", Ready)], [new("yesterday", NotReady)]);
        Assert.Equal((Ready, 0), (paused.AgentState, paused.Queues.Count));
        var there = InQueues([new("sales", AgentState: null)], [new("yesterday", NotReady)]);
        Assert.Equal(NotReady, there.AgentState);
        Assert.Equal([new("sales", AgentState: null)], there.Queues);
    }

    [Fact]
    public void TwoAreEqual_ByWhatIsInThem()
    {
        Assert.Equal(InQueues([new("sales", Ready), new("support", null)]), InQueues([new("sales", Ready), new("support", null)]));
        Assert.Equal(
            InQueues([new("sales", Ready), new("support", null)]).GetHashCode(),
            InQueues([new("sales", Ready), new("support", null)]).GetHashCode()
        );
        Assert.NotEqual(InQueues([new("sales", Ready), new("support", null)]), InQueues([new("sales", Ready), new("support", NotReady)]));
    }

    private static void Is(AgentState? state, Reason? reason, bool differ, params AgentState?[] queues)
    {
        var channel = InQueues([.. queues.Select((it, i) => new SwitchQueueState($"queue{i}", it))]);
        Assert.Equal(
            (state is not null, state, reason, differ ? queues.Length : 0),
            (channel.IsActive, channel.AgentState, channel.Reason, channel.Queues.Count)
        );
    }

    private static SwitchChannelState InQueues(SwitchQueueState[] queues, SwitchQueueState[]? others = null) =>
        SwitchChannelState.InQueues("phone", ChannelType.Telephony, "1001", queues, others);
}
