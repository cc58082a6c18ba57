using His.Platform;
using His.Platform.Simulator;
using His.Simulation.Actions;
using Draw = System.Func<His.Simulation.Chance, His.Simulation.Actions.PlanAction>;
using OngoingInteractions = His.Sessions.OngoingInteractions;

namespace His.Simulation;

/// <summary>Draws one action each: what the plan decides of it.</summary>
internal static class ActionDraws
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

    public static LogIn Override(Chance chance) => new LogIn(IsOverride: true, IsPasswordRight: true, Noticed(chance));

    public static Resume Resume(Chance chance) => new Resume(HasRequestId: chance.Percent(83), Half(chance), Noticed(chance));

    public static Vanish Vanish(Chance chance) => new Vanish(Noticed(chance));

    public static Vanish VanishUnnoticed(Chance chance) => new Vanish(15_000);

    public static FetchLogout Fetch(Chance chance) => new FetchLogout(Noticed(chance));

    public static RepeatRequest Repeat(Chance chance) => new RepeatRequest();

    public static LogOut LogOutWithCode(Chance chance) => new LogOut(Code(chance), Pick(chance), WhenPossible: false, Half(chance));

    public static LogOut LogOutWithText(Chance chance) => new LogOut(GivenReason.Text, default, WhenPossible: false, Half(chance));

    public static LogOut LogOutLater(Chance chance) =>
        new LogOut(Half(chance) ? Code(chance) : GivenReason.None, Pick(chance), WhenPossible: true, Half(chance));

    public static OrderLogout Order(Chance chance) =>
        new OrderLogout(
            chance.Of<OngoingInteractions>(Enum.GetValues<OngoingInteractions>()),
            chance.Percent(33) ? Code(chance) : GivenReason.None,
            Pick(chance)
        );

    public static CommandChannel Ready(Chance chance) =>
        new CommandChannel(ChannelCommand.Ready, Channel(chance), HasReason: false, Half(chance));

    public static CommandChannel NotReady(Chance chance) =>
        new CommandChannel(ChannelCommand.NotReady, Channel(chance), HasReason: chance.Percent(33), Half(chance));

    public static CommandChannel Activate(Chance chance) =>
        new CommandChannel(ChannelCommand.Activate, Channel(chance), HasReason: false, Half(chance));

    public static CommandChannel Deactivate(Chance chance) =>
        new CommandChannel(ChannelCommand.Deactivate, Channel(chance), HasReason: false, Half(chance));

    public static CommandChannel NotReadyAll(Chance chance) =>
        new CommandChannel(ChannelCommand.NotReady, null, HasReason: chance.Percent(33), Half(chance));

    public static CommandChannel ActivateAll(Chance chance) =>
        new CommandChannel(ChannelCommand.Activate, null, HasReason: false, Half(chance));

    public static CommandChannel DeactivateAll(Chance chance) =>
        new CommandChannel(ChannelCommand.Deactivate, null, HasReason: false, Half(chance));

    public static Dial Dial(Chance chance) => new Dial(chance.Percent(67), Half(chance));

    public static HandleInteraction Handle(Chance chance) => new HandleInteraction(null, Pick(chance), chance.Percent(67), Half(chance));

    public static HandleInteractionWrongly HandleWrongly(Chance chance) =>
        new HandleInteractionWrongly(
            chance.Of<InteractionCommand>(InteractionCommands.All),
            Pick(chance),
            chance.Percent(67),
            Half(chance)
        );

    public static Draw Do(InteractionCommand command) =>
        chance => new HandleInteraction(command, Pick(chance), chance.Percent(67), Half(chance));

    public static OfferInteraction Offer(Chance chance) =>
        new OfferInteraction(chance.Of<ChannelType>([ChannelType.Telephony, ChannelType.Chat, ChannelType.Email]));

    public static OfferInteractionAnyway OfferAnyway(Chance chance) => new OfferInteractionAnyway(chance.Of<string>(Channels));

    public static CustomerHangsUp HangUp(Chance chance) => new CustomerHangsUp(Pick(chance));

    public static FarSideAnswers FarSideAnswers(Chance chance) => new FarSideAnswers(Pick(chance));

    public static SecondPartyAnswers SecondPartyAnswers(Chance chance) => new SecondPartyAnswers();

    public static SecondPartyHangsUp SecondPartyHangsUp(Chance chance) => new SecondPartyHangsUp();

    public static SwitchLogsOn SwitchLogsOn(Chance chance) => new SwitchLogsOn();

    public static SwitchLogsOff SwitchLogsOff(Chance chance) => new SwitchLogsOff(chance.Of<SwitchCause>(Enum.GetValues<SwitchCause>()));

    public static SwitchMakesNotReady SwitchNotReady(Chance chance) => new SwitchMakesNotReady();

    public static SwitchMakesReady SwitchReady(Chance chance) => new SwitchMakesReady(chance.Of<string>(Channels));

    public static SwitchActivates SwitchActivates(Chance chance) => new SwitchActivates(chance.Of<string>(Channels));

    public static SwitchDeactivates SwitchDeactivates(Chance chance) => new SwitchDeactivates(chance.Of<string>(Channels));

    public static SwitchChangesQueue SwitchQueue(Chance chance) =>
        new SwitchChangesQueue(
            chance.Of<string>(Channels),
            chance.Of<string>([.. SimulatedSwitch.Queues]),
            chance.Of<AgentState?>([AgentState.Ready, AgentState.NotReady, null])
        );

    public static RestoreLink RestoreLink(Chance chance) => new RestoreLink();

    public static MakeRoom MakeRoom(Chance chance) => new MakeRoom();

    public static InjectFault Fault(Chance chance) =>
        FaultOf(chance.Of<SwitchOperation>(chance.Percent(50) ? OftenOperations : Operations), chance, queuePercent: 15);

    public static InjectFault QueueFault(Chance chance) => FaultOf(chance.Of<SwitchOperation>(OfQueues), chance, queuePercent: 100);

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
    public static int Noticed(Chance chance) => chance.Of<int>([0, 0, 1, 900, 14_000]);

    public static Pick Pick(Chance chance) => new(chance.Below(1000));

    private static bool Half(Chance chance) => chance.Percent(50);
}
