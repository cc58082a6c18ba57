using His.Platform.Conformance;

namespace His.Platform.Simulator.Tests;

/// <summary>Every way to go wrong, for every command that changes a channel or the agent, is what it says.</summary>
public sealed class FaultTests
{
    /// <summary>Each command with a state in which it has something to do.</summary>
    public static TheoryData<SwitchOperation> Commands =>
        [
            SwitchOperation.Ready,
            SwitchOperation.NotReady,
            SwitchOperation.Activate,
            SwitchOperation.Deactivate,
            SwitchOperation.Logout,
            SwitchOperation.Accept,
            SwitchOperation.Reject,
            SwitchOperation.Hold,
            SwitchOperation.Retrieve,
            SwitchOperation.End,
            SwitchOperation.Complete,
            SwitchOperation.Transfer,
            SwitchOperation.Consult,
            SwitchOperation.CompleteTransfer,
            SwitchOperation.CancelConsultation,
            SwitchOperation.Conference,
            SwitchOperation.SendDigits,
            SwitchOperation.Dial,
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Fail_Refuses_AndChangesNothing(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.Fail, message: "no, said the switch");

        Assert.Equal(CommandResult.Refused("no, said the switch"), await play.Act());

        play.NothingHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task NotAllowed_AndTooOften_SayWhy_AndChangeNothing(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.NotAllowed, message: "premium");
        play.Stage.Switch.Faults.Add(new Fault(operation, FaultBehaviour.TooOften));

        Assert.Equal(CommandResult.Forbidden("premium"), await play.Act());
        Assert.Equal(CommandResult.RateLimited(Fault.RetryAfter), await play.Act());

        play.NothingHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Hang_NeverAnswers_AndChangesNothing(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.Hang);
        using var deadline = new CancellationTokenSource();

        var answer = play.Act(deadline.Token);
        play.Stage.Clock.Turn(TimeSpan.FromDays(1));
        Assert.False(answer.IsCompleted);

        await deadline.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Stage.Patience));
        Assert.Equal(deadline.Token, thrown.CancellationToken);
        play.NothingHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task OkWithoutEvent_IsALie(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.OkWithoutEvent);

        Assert.Equal(CommandResult.Done, await play.Act());

        play.NothingHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task EventWithoutOk_IsDoneAndTold_ButNeverAnswered(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.EventWithoutOk);
        using var deadline = new CancellationTokenSource();

        var answer = play.Act(deadline.Token);
        play.ItHappened();
        play.Stage.Clock.Turn(TimeSpan.FromDays(1));
        Assert.False(answer.IsCompleted);

        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Stage.Patience));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task LateOk_IsDoneToldAndAnswered_Late(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.LateOk);

        var answer = play.Act();
        play.Stage.Clock.Turn(Stage.Late - TimeSpan.FromMilliseconds(1));
        Assert.False(answer.IsCompleted);
        play.NothingHappened();

        play.Stage.Clock.Turn(TimeSpan.FromMilliseconds(1));
        Assert.Equal(CommandResult.Done, await answer);
        play.ItHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task LateOk_IsDoneAndTold_AlsoWhenNobodyWaitsAnyMore(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.LateOk);
        using var deadline = new CancellationTokenSource();

        var answer = play.Act(deadline.Token);
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Stage.Patience));
        play.NothingHappened();

        play.Stage.Clock.Turn(Stage.Late);
        play.ItHappened();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task AFault_IsUsedUp_ByTheOperationItStrikes(SwitchOperation operation)
    {
        await using var play = await Play.Begin(operation, FaultBehaviour.Fail, times: 2);

        Assert.Equal(CommandOutcome.Refused, (await play.Act()).Outcome);
        Assert.Equal(CommandOutcome.Refused, (await play.Act()).Outcome);
        Assert.Equal(CommandResult.Done, await play.Act());

        play.ItHappened();
        Assert.Equal(0, play.Stage.Switch.Faults.Count);
    }

    /// <summary>One command, ready to be given, to a switch that will do something else with it.</summary>
    private sealed class Play(Stage stage, HeardNews news, Func<CancellationToken, Task<CommandResult>> act, bool isSilent)
        : IAsyncDisposable
    {
        private readonly int _heard = news.Count;
        private readonly string _before = Describe(stage);

        public Stage Stage => stage;

        public static async Task<Play> Begin(SwitchOperation operation, FaultBehaviour behaviour, string? message = null, int times = 1)
        {
            var stage = await Stage.Set();
            var (alice, news) = await stage.LogInReady();
            var act = await Prepare(stage, alice, operation);
            stage.Switch.Faults.Add(new Fault(operation, behaviour, Message: message, Times: times));
            return new Play(stage, news, act, isSilent: operation is SwitchOperation.SendDigits); // tones are no state
        }

        public Task<CommandResult> Act(CancellationToken deadline = default) => act(deadline);

        public void NothingHappened()
        {
            Assert.Equal(_before, Describe(stage));
            Assert.Equal(_heard, news.Count);
        }

        public void ItHappened()
        {
            Assert.NotEqual(_before, Describe(stage));
            Assert.True(news.Count > _heard || isSilent, "It happened and nobody was told.");
        }

        public ValueTask DisposeAsync() => stage.DisposeAsync();

        private static string Describe(Stage stage)
        {
            var state = stage.Switch.Look(Stage.Alice)!;
            return $"{state.LoggedOn} | {string.Join(", ", state.Channels)} | {string.Join(", ", state.Interactions)} | "
                + string.Join(", ", stage.Switch.GetState(Stage.Alice)!.Interactions);
        }

        private static async Task<Func<CancellationToken, Task<CommandResult>>> Prepare(
            Stage stage,
            IPlatformAgent alice,
            SwitchOperation operation
        )
        {
            const string Phone = "phone";
            const string Chat = "chat";
            switch (operation)
            {
                case SwitchOperation.Ready:
                    return deadline => alice.MakeReadyAsync(Chat, deadline);
                case SwitchOperation.NotReady:
                    return deadline => alice.MakeNotReadyAsync(Phone, reason: null, deadline);
                case SwitchOperation.Activate:
                    await alice.DeactivateAsync(Chat, Stage.NoDeadline);
                    return deadline => alice.ActivateAsync(Chat, deadline);
                case SwitchOperation.Deactivate:
                    return deadline => alice.DeactivateAsync(Chat, deadline);
                case SwitchOperation.Logout:
                    return deadline => alice.LogOffAsync(reason: null, deadline);
                case SwitchOperation.Dial:
                    return async deadline => (await alice.DialAsync(Phone, "0", deadline)).Result;
                default:
                    var command = Enum.Parse<InteractionCommand>(operation.ToString());
                    var call = stage.Switch.Parties.OfferInteraction(Stage.Alice, ChannelType.Telephony, "+49301")!;
                    if (command is not (InteractionCommand.Accept or InteractionCommand.Reject))
                    {
                        await alice.ExecuteAsync(call, InteractionCommand.Accept, target: null, Stage.NoDeadline);
                    }

                    if (command is InteractionCommand.Retrieve)
                    {
                        await alice.ExecuteAsync(call, InteractionCommand.Hold, target: null, Stage.NoDeadline);
                    }

                    if (command is InteractionCommand.Complete)
                    {
                        stage.Switch.Parties.EndByCustomer(call);
                    }

                    if (
                        command
                        is InteractionCommand.CompleteTransfer
                            or InteractionCommand.CancelConsultation
                            or InteractionCommand.Conference
                    )
                    {
                        await alice.ExecuteAsync(call, InteractionCommand.Consult, "200", Stage.NoDeadline);
                    }

                    return deadline => alice.ExecuteAsync(call, command, target: TargetOf(command), deadline);
            }
        }

        private static string? TargetOf(InteractionCommand command) =>
            command switch
            {
                InteractionCommand.Transfer or InteractionCommand.Consult => "0",
                InteractionCommand.SendDigits => "12#",
                _ => null,
            };
    }
}
