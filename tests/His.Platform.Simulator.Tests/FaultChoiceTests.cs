using His.Platform.Conformance;

namespace His.Platform.Simulator.Tests;

/// <summary>Faults strike what they name and nothing else; logins and questions go wrong in their own ways.</summary>
public sealed class FaultChoiceTests
{
    [Fact]
    public async Task AFault_StrikesOnlyItsChannel_AndItsAgent()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        var (bob, _) = await stage.LogIn(Stage.Bob);
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, FaultBehaviour.Fail, ChannelId: "chat", AgentId: Stage.Alice));

        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", Stage.NoDeadline));
        Assert.Equal(CommandResult.Done, await bob.MakeReadyAsync("chat", Stage.NoDeadline));
        Assert.Equal(CommandOutcome.Refused, (await alice.MakeReadyAsync("chat", Stage.NoDeadline)).Outcome);
        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("chat", Stage.NoDeadline));
    }

    [Fact]
    public async Task AFault_OnAChannel_StrikesTheInteractionsItCarries()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogInReady();
        var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Accept, FaultBehaviour.Fail, ChannelId: "chat"));
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Accept, FaultBehaviour.Fail, ChannelId: "phone", Message: "not now"));

        Assert.Equal(
            CommandResult.Refused("not now"),
            await alice.ExecuteAsync(call, InteractionCommand.Accept, target: null, Stage.NoDeadline)
        );
        Assert.Equal(1, stage.Switch.Faults.Count);
    }

    [Fact]
    public async Task Clear_LeavesNone()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, FaultBehaviour.Hang, Times: 10));

        stage.Switch.Faults.Clear();

        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", Stage.NoDeadline));
    }

    [Fact]
    public async Task SenselessFaults_AndTooMany_AreRefused()
    {
        await using var stage = await Stage.Set();
        var faults = stage.Switch.Faults;
        var fault = new Fault(SwitchOperation.Ready, FaultBehaviour.Fail);

        Assert.False(faults.TryAdd(fault with { Times = 0 }, out _));
        Assert.False(faults.TryAdd(fault with { Message = new string('x', 257) }, out _));
        Assert.False(faults.TryAdd(fault with { Behaviour = (FaultBehaviour)99 }, out _));
        Assert.Throws<ArgumentException>(() => faults.Add(fault with { Operation = (SwitchOperation)99 }));

        for (var i = 0; i < Faults.Max; i++)
        {
            faults.Add(fault);
        }

        Assert.False(faults.TryAdd(fault, out var problem));
        Assert.Contains("1000", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusedLogin_SaysWhy_AndChangesNothing()
    {
        await using var stage = await Stage.Set();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.Fail, Message: "full house"));

        Assert.Equal(new LogInResult.Refused("full house"), await stage.TryLogIn(Stage.Alice, new HeardNews()));

        Assert.False(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
    }

    [Fact]
    public async Task ALyingLogin_SaysYes_ToAnAgentWhoIsNotThere()
    {
        await using var stage = await Stage.Set();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.OkWithoutEvent));

        var answer = Assert.IsType<LogInResult.LoggedIn>(await stage.TryLogIn(Stage.Alice, new HeardNews()));

        Assert.False(answer.State.LoggedOn);
        Assert.False(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
    }

    [Theory]
    [InlineData(FaultBehaviour.EventWithoutOk)]
    [InlineData(FaultBehaviour.LateOk)]
    public async Task ALoginForWhichNobodyWaits_PutsTheAgentThere_AndTakesNobodysNews(FaultBehaviour behaviour)
    {
        await using var stage = await Stage.Set();
        var (_, first) = await stage.LogIn();
        stage.Switch.LogOutByItself(Stage.Alice);
        var abandoned = new HeardNews();
        using var deadline = new CancellationTokenSource();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Login, behaviour));

        var answer = stage.TryLogIn(Stage.Alice, abandoned, deadline: deadline.Token);
        await deadline.CancelAsync();
        stage.Clock.Turn(Stage.Late);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Stage.Patience));
        Assert.True(stage.Switch.GetState(Stage.Alice)!.LoggedIn);
        Assert.True(Assert.IsType<AgentSnapshot>(first.All[^1]).Agent.LoggedOn);
        Assert.True(stage.Switch.MakeReadyByItself(Stage.Alice, "phone"));
        Assert.IsType<ChannelChanged>(first.All[^1]);
        Assert.Empty(abandoned.All);
    }

    [Fact]
    public async Task ALateLogin_IsALogin_IfSomebodyWaits()
    {
        await using var stage = await Stage.Set();
        var news = new HeardNews();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.LateOk));

        var answer = stage.TryLogIn(Stage.Alice, news);
        stage.Clock.Turn(Stage.Late);

        var login = Assert.IsType<LogInResult.LoggedIn>(await answer);
        await login.Agent.MakeReadyAsync("phone", Stage.NoDeadline);
        Assert.Single(news.All);
    }

    [Fact]
    public async Task AQuestion_GetsNothing_OrNoAnswerAtAll()
    {
        await using var stage = await Stage.Set();
        var (alice, _) = await stage.LogIn();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ask, FaultBehaviour.Fail));
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ask, FaultBehaviour.Hang));
        using var deadline = new CancellationTokenSource();

        Assert.Null(await alice.GetStateAsync(deadline.Token));
        var never = alice.GetStateAsync(deadline.Token);
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never.WaitAsync(Stage.Patience));
        Assert.NotNull(await alice.GetStateAsync(Stage.NoDeadline));
    }

    [Fact]
    public async Task WhoWaitsForASwitchThatStops_IsToldSo()
    {
        await using var stage = await Stage.Set();
        var (alice, news) = await stage.LogIn();
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, FaultBehaviour.Hang));
        stage.Switch.Faults.Add(new Fault(SwitchOperation.Ready, FaultBehaviour.LateOk));
        var hanging = alice.MakeReadyAsync("phone", Stage.NoDeadline);
        var late = alice.MakeReadyAsync("chat", Stage.NoDeadline);

        await stage.Switch.DisposeAsync();
        stage.Clock.Turn(Stage.Late);

        Assert.Equal(CommandResult.Unavailable, await hanging.WaitAsync(Stage.Patience));
        Assert.Equal(CommandResult.Unavailable, await late.WaitAsync(Stage.Patience));
        Assert.Empty(news.All);
        Assert.False(stage.Truth("chat").Ready);
    }
}
