using His.Platform;
using His.Platform.Simulator;
using His.Simulation.Actions;
using static His.Simulation.ActionDraws;
using Draw = System.Func<His.Simulation.Chance, His.Simulation.Actions.PlanAction>;

namespace His.Simulation;

/// <summary>What seeds prefer to do, and which actions belong together. An action that is named twice is drawn twice as often.</summary>
internal static class ActionProfiles
{
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
}
