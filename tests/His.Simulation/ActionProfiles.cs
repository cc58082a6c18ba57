using His.Platform;
using His.Platform.Simulator;
using His.Simulation.Actions;
using Draw = System.Func<His.Simulation.Chance, His.Simulation.Actions.PlanAction>;
using OngoingInteractions = His.Sessions.OngoingInteractions;

namespace His.Simulation;

/// <summary>What seeds prefer to do, and which actions belong together. An action that is named twice is drawn twice as often.</summary>
internal static class ActionProfiles
{
    private static readonly string[] Channels = ["phone", "chat", "email"];
    private static readonly SwitchOperation[] Operations = Enum.GetValues<SwitchOperation>();
    private static readonly FaultBehaviour[] Behaviours = Enum.GetValues<FaultBehaviour>();

    // What no agent can work without, and what every doubt ends with: half of all faults.
    private static readonly SwitchOperation[] OftenOperations =
    [
        SwitchOperation.Login,
        SwitchOperation.Ready,
        SwitchOperation.NotReady,
        SwitchOperation.Activate,
        SwitchOperation.Deactivate,
        SwitchOperation.Logout,
        SwitchOperation.Ask,
    ];

    // Of a whole agent, or of all: they are on no channel.
    private static readonly SwitchOperation[] OfNoChannel =
    [
        SwitchOperation.Login,
        SwitchOperation.Logout,
        SwitchOperation.Ask,
        SwitchOperation.List,
    ];

    // These may go wrong in one queue of a channel alone.
    private static readonly SwitchOperation[] OfQueues =
    [
        SwitchOperation.Ready,
        SwitchOperation.NotReady,
        SwitchOperation.Activate,
        SwitchOperation.Deactivate,
    ];

    private static readonly PolicyChange[] LogoutPolicies =
    [
        new(ReasonRequirement.None),
        new(ReasonRequirement.Required, FreeText: false, [new("END", "End of shift"), new("BREAK", "Break")]),
        new(ReasonRequirement.Required, FreeText: true, [new("END", "End of shift")]),
        new(ReasonRequirement.Optional, FreeText: true, [new("END", "End of shift")]),
        new(ReasonRequirement.Required, FreeText: false, [new("HOME", "Home")]),
    ];

    /// <summary>Each seed prefers some of these.</summary>
    public static Draw[][] All { get; } =
    [
        [LogOut, LogOut, LogOutWithCode, LogOutWithText, LogOut, _ => new AskLogoutPlan()],
        [Ready, NotReady, Activate, Deactivate, ReadyAll, NotReadyAll, ActivateAll, DeactivateAll, ReadyAll],
        [Offer, Offer, OfferAnyway, Handle, Handle, Handle, HangUp, HandleWrongly, Dial, FarSideAnswers],
        [Offer, Dial, Dial, Handle, FarSideAnswers, c => new AgentAnswersAtTelephone(Pick(c)), HangUp],
        [
            Do(InteractionCommand.Accept),
            Do(InteractionCommand.Reject),
            Do(InteractionCommand.Hold),
            Do(InteractionCommand.Retrieve),
            Do(InteractionCommand.End),
            Do(InteractionCommand.Complete),
        ],
        [
            Handle,
            Do(InteractionCommand.Consult),
            Do(InteractionCommand.Consult),
            Do(InteractionCommand.CompleteTransfer),
            Do(InteractionCommand.CancelConsultation),
            Do(InteractionCommand.Conference),
            Do(InteractionCommand.Transfer),
            Do(InteractionCommand.SendDigits),
            SecondPartyAnswers,
            SecondPartyHangsUp,
        ],
        [
            Vanish,
            VanishUnnoticed,
            Resume,
            Resume,
            Resume,
            c => new ResumeWrongly(IsGuess: false, Noticed(c)),
            c => new ResumeWrongly(IsGuess: true, Noticed(c)),
            Repeat,
        ],
        [Repeat, Repeat, _ => new ReuseRequestId(), LogOut, _ => new Ping()],
        [LogIn, Override, LogIn, c => new LogIn(IsOverride: false, IsPasswordRight: false, Noticed(c)), Override],
        [Fault, Fault, Fault],
        [SwitchLogsOff, SwitchNotReady, SwitchReady, SwitchReady, SwitchActivates, SwitchDeactivates, _ => new SwitchRepeatsEvent()],
        [SwitchReady, SwitchNotReady, SwitchLogsOff, SwitchLogsOn, OfferAnyway, HangUp, LogOut],
        [SwitchQueue, SwitchQueue, QueueFault, ReadyAll, NotReady, Deactivate, LogOut],
        [_ => new LoseLink(), RestoreLink, RestoreLink, _ => new RestartSwitch()],
        [Policy, Policy, c => new ChangeDeactivation(c.Percent(50)), c => new ChangeWrapUp(c.Percent(50))],
        [_ => new SetReading(IsReading: false), _ => new SetReading(IsReading: true)],
        [Kill, Kill, LogOut, Fetch],
        [Order, Order, LogOutLater, LogOutLater, _ => new CancelOrder(), _ => new CancelLogout(), Offer],
        [_ => new FillDisk(), MakeRoom, _ => new UsurpStore(), Kill],
    ];

    public static PlanAction LogIn(Chance chance) => new LogIn(IsOverride: false, IsPasswordRight: true, Noticed(chance));

    public static PlanAction LogOut(Chance chance) => new LogOut(GivenReason.None, default, WhenPossible: false, Half(chance));

    public static PlanAction ReadyAll(Chance chance) => new CommandChannel(ChannelCommand.Ready, null, HasReason: false, Half(chance));

    public static PlanAction Kill(Chance chance) => new KillHis();

    public static PlanAction Policy(Chance chance) =>
        chance.Percent(75)
            ? new ChangePolicy(chance.Of<PolicyChange>(LogoutPolicies), null)
            : new ChangePolicy(
                null,
                new PolicyChange(Half(chance) ? ReasonRequirement.Required : ReasonRequirement.Optional, false, [new("LUNCH", "Lunch")])
            );

    public static FaultBehaviour Behaviour(Chance chance) => chance.Of<FaultBehaviour>(Behaviours);

    /// <summary>What often comes after an action; <see langword="null"/> for nothing.</summary>
    public static PlanAction? After(PlanAction before, Chance chance)
    {
        Draw[] often = before switch
        {
            Actions.Vanish when chance.Percent(70) => chance.Percent(85) ? [Resume] : [Override],
            KillHis when chance.Percent(80) => [Resume, Resume, Fetch, Override, Kill],
            UsurpStore => [Kill],
            FillDisk when chance.Percent(50) => [MakeRoom, LogOut, Kill],
            LoseLink when chance.Percent(80) => [RestoreLink],
            SetReading { IsReading: false } when chance.Percent(70) => [_ => new SetReading(IsReading: true)],
            LogOut { Reason: GivenReason.None, WhenPossible: false } when chance.Percent(30) =>
            [
                Kill,
                Order,
                Repeat,
                LogOutWithCode,
                OfferAnyway,
                Vanish,
                Ready,
                Handle,
                SwitchReady,
            ],
            Actions.OfferInteraction or OfferInteractionAnyway when chance.Percent(60) => [Handle],
            Actions.Dial when chance.Percent(30) =>
            [
                Do(InteractionCommand.Consult),
                Do(InteractionCommand.Transfer),
                Do(InteractionCommand.SendDigits),
                Handle,
                HangUp,
                Repeat,
            ],
            HandleInteraction { Command: InteractionCommand.Consult } when chance.Percent(60) =>
            [
                SecondPartyAnswers,
                Do(InteractionCommand.CompleteTransfer),
                Do(InteractionCommand.Conference),
                Do(InteractionCommand.CancelConsultation),
                SecondPartyHangsUp,
                HandleWrongly,
                Repeat,
                LogOut,
            ],
            HandleInteraction { Command: InteractionCommand.SendDigits } when chance.Percent(30) => [Repeat],
            SwitchChangesQueue when chance.Percent(50) => [Ready, NotReady, Deactivate, LogOut, Kill],
            _ => [],
        };
        return often.Length == 0 ? null : chance.Of<Draw>(often)(chance);
    }

    /// <summary>What makes an operation possible, and what brings it about.</summary>
    public static (Draw[] Before, Draw[] After) SceneOf(SwitchOperation operation) =>
        operation switch
        {
            SwitchOperation.Login => ([LogOut], [LogIn, Override]),
            SwitchOperation.Ready => ([NotReadyAll], [Ready, ReadyAll]),
            SwitchOperation.NotReady => ([ReadyAll], [NotReady, NotReadyAll, LogOut, LogOut, DeactivateAll]),
            SwitchOperation.Activate => ([DeactivateAll], [Activate, ActivateAll]),
            SwitchOperation.Deactivate => ([], [Deactivate, DeactivateAll, LogOut, LogOut]),
            SwitchOperation.Logout => ([], [LogOut, LogOut, LogOutWithCode, Order]),
            SwitchOperation.Dial => ([], [Dial]),
            SwitchOperation.Ask => ([], [Kill, _ => new LoseLink(), LogOut, ReadyAll]),
            SwitchOperation.List => ([], [SwitchLogsOn, RestoreLink]),
            _ when InteractionCommands.Of(operation) is { } command => (Before(command), [Do(command)]),
            _ => ([], [LogOut]),
        };

    /// <summary>What makes a command possible.</summary>
    public static Draw[] Before(InteractionCommand command) =>
        command switch
        {
            InteractionCommand.Accept or InteractionCommand.Reject => [OfferAnyway],
            InteractionCommand.Retrieve => [Dial, Do(InteractionCommand.Hold)],
            InteractionCommand.Complete => [Dial, HangUp],
            InteractionCommand.CompleteTransfer or InteractionCommand.CancelConsultation or InteractionCommand.Conference =>
            [
                Dial,
                Do(InteractionCommand.Consult),
            ],
            _ => [Dial],
        };

    private static LogIn Override(Chance chance) => new LogIn(IsOverride: true, IsPasswordRight: true, Noticed(chance));

    private static Resume Resume(Chance chance) => new Resume(HasRequestId: chance.Percent(83), Half(chance), Noticed(chance));

    private static Vanish Vanish(Chance chance) => new Vanish(Noticed(chance));

    private static Vanish VanishUnnoticed(Chance chance) => new Vanish(15_000);

    private static FetchLogout Fetch(Chance chance) => new FetchLogout(Noticed(chance));

    private static RepeatRequest Repeat(Chance chance) => new RepeatRequest();

    private static LogOut LogOutWithCode(Chance chance) => new LogOut(Code(chance), Pick(chance), WhenPossible: false, Half(chance));

    private static LogOut LogOutWithText(Chance chance) => new LogOut(GivenReason.Text, default, WhenPossible: false, Half(chance));

    private static LogOut LogOutLater(Chance chance) =>
        new LogOut(Half(chance) ? Code(chance) : GivenReason.None, Pick(chance), WhenPossible: true, Half(chance));

    private static OrderLogout Order(Chance chance) =>
        new OrderLogout(
            chance.Of<OngoingInteractions>(Enum.GetValues<OngoingInteractions>()),
            chance.Percent(33) ? Code(chance) : GivenReason.None,
            Pick(chance)
        );

    private static CommandChannel Ready(Chance chance) =>
        new CommandChannel(ChannelCommand.Ready, Channel(chance), HasReason: false, Half(chance));

    private static CommandChannel NotReady(Chance chance) =>
        new CommandChannel(ChannelCommand.NotReady, Channel(chance), HasReason: chance.Percent(33), Half(chance));

    private static CommandChannel Activate(Chance chance) =>
        new CommandChannel(ChannelCommand.Activate, Channel(chance), HasReason: false, Half(chance));

    private static CommandChannel Deactivate(Chance chance) =>
        new CommandChannel(ChannelCommand.Deactivate, Channel(chance), HasReason: false, Half(chance));

    private static CommandChannel NotReadyAll(Chance chance) =>
        new CommandChannel(ChannelCommand.NotReady, null, HasReason: chance.Percent(33), Half(chance));

    private static CommandChannel ActivateAll(Chance chance) =>
        new CommandChannel(ChannelCommand.Activate, null, HasReason: false, Half(chance));

    private static CommandChannel DeactivateAll(Chance chance) =>
        new CommandChannel(ChannelCommand.Deactivate, null, HasReason: false, Half(chance));

    private static Dial Dial(Chance chance) => new Dial(chance.Percent(67), Half(chance));

    private static HandleInteraction Handle(Chance chance) => new HandleInteraction(null, Pick(chance), chance.Percent(67), Half(chance));

    private static HandleInteractionWrongly HandleWrongly(Chance chance) =>
        new HandleInteractionWrongly(
            chance.Of<InteractionCommand>(InteractionCommands.All),
            Pick(chance),
            chance.Percent(67),
            Half(chance)
        );

    private static Draw Do(InteractionCommand command) =>
        chance => new HandleInteraction(command, Pick(chance), chance.Percent(67), Half(chance));

    private static OfferInteraction Offer(Chance chance) =>
        new OfferInteraction(chance.Of<ChannelType>([ChannelType.Telephony, ChannelType.Chat, ChannelType.Email]));

    private static OfferInteractionAnyway OfferAnyway(Chance chance) => new OfferInteractionAnyway(chance.Of<string>(Channels));

    private static CustomerHangsUp HangUp(Chance chance) => new CustomerHangsUp(Pick(chance));

    private static FarSideAnswers FarSideAnswers(Chance chance) => new FarSideAnswers(Pick(chance));

    private static SecondPartyAnswers SecondPartyAnswers(Chance chance) => new SecondPartyAnswers();

    private static SecondPartyHangsUp SecondPartyHangsUp(Chance chance) => new SecondPartyHangsUp();

    private static SwitchLogsOn SwitchLogsOn(Chance chance) => new SwitchLogsOn();

    private static SwitchLogsOff SwitchLogsOff(Chance chance) => new SwitchLogsOff(chance.Of<SwitchCause>(Enum.GetValues<SwitchCause>()));

    private static SwitchMakesNotReady SwitchNotReady(Chance chance) => new SwitchMakesNotReady();

    private static SwitchMakesReady SwitchReady(Chance chance) => new SwitchMakesReady(chance.Of<string>(Channels));

    private static SwitchActivates SwitchActivates(Chance chance) => new SwitchActivates(chance.Of<string>(Channels));

    private static SwitchDeactivates SwitchDeactivates(Chance chance) => new SwitchDeactivates(chance.Of<string>(Channels));

    private static SwitchChangesQueue SwitchQueue(Chance chance) =>
        new SwitchChangesQueue(
            chance.Of<string>(Channels),
            chance.Of<string>([.. SimulatedSwitch.Queues]),
            chance.Of<AgentState?>([AgentState.Ready, AgentState.NotReady, null])
        );

    private static RestoreLink RestoreLink(Chance chance) => new RestoreLink();

    private static MakeRoom MakeRoom(Chance chance) => new MakeRoom();

    private static InjectFault Fault(Chance chance) =>
        FaultOf(chance.Of<SwitchOperation>(chance.Percent(50) ? OftenOperations : Operations), chance, queuePercent: 15);

    private static InjectFault QueueFault(Chance chance) => FaultOf(chance.Of<SwitchOperation>(OfQueues), chance, queuePercent: 100);

    private static InjectFault FaultOf(SwitchOperation operation, Chance chance, int queuePercent) =>
        new(
            new Fault(
                operation,
                Behaviour(chance),
                ChannelId: InteractionCommands.Of(operation) is null && !OfNoChannel.Contains(operation) && chance.Percent(33)
                    ? chance.Of<string>(Channels)
                    : null,
                Times: chance.Percent(15) ? 6
                    : chance.Percent(50) ? 2
                    : 1,
                Queue: OfQueues.Contains(operation) && chance.Percent(queuePercent) ? chance.Of<string>([.. SimulatedSwitch.Queues]) : null
            )
        );

    /// <summary>One in four is none that is offered.</summary>
    private static GivenReason Code(Chance chance) => chance.Percent(75) ? GivenReason.Offered : GivenReason.Stale;

    /// <summary>One in twenty is none of the agent's.</summary>
    private static string Channel(Chance chance) => chance.Percent(5) ? "fax" : chance.Of<string>(Channels);

    /// <summary>How long HIS takes to notice that a connection is gone.</summary>
    private static int Noticed(Chance chance) => chance.Of<int>([0, 0, 1, 900, 14_000]);

    private static Pick Pick(Chance chance) => new(chance.Below(1000));

    private static bool Half(Chance chance) => chance.Percent(50);
}
