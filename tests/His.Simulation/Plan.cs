using System.Globalization;
using His.Platform.Simulator;

namespace His.Simulation;

/// <summary>What is done to HIS in a run. Who and what exactly is found when it is done: the third call, whichever that is then.</summary>
internal enum Act
{
    LogIn, LogInWrongly, Override, Resume, ResumeWithOldToken, ResumeWithGuess, Vanish, VanishUnnoticed, StopReading, ReadAgain, Fetch,
    Logout, LogoutWithReason, LogoutWithText, LogoutLater, CancelLogout, Plan, Ping, Order, CancelOrder,
    Ready, NotReady, Activate, Deactivate, ReadyAll, NotReadyAll, ActivateAll, DeactivateAll, Dial,
    Handle, HandleWrongly, Accept, Reject, Hold, Retrieve, End, Complete, Transfer, Consult, CompleteTransfer, CancelConsultation, Conference, SendDigits,
    SameAgain, SameIdOtherwise,
    Offer, OfferAnyway, HangUp, FarSideAnswers, AnswerAtTelephone, SecondPartyAnswers, SecondPartyHangsUp,
    SwitchLogsOn, SwitchLogsOff, SwitchNotReady, SwitchReady, SwitchActivates, SwitchDeactivates, SwitchRepeats,
    Fault, LoseLink, RestoreLink, SwitchRestarts, Policy, Deactivation, WrapUp, Kill, FillDisk, MakeRoom, Usurp,
}

/// <summary>One act of the plan.</summary>
/// <param name="At">When, in milliseconds.</param>
/// <param name="Act">What.</param>
/// <param name="Agent">Whose.</param>
/// <param name="Client">At which of the agent's browsers.</param>
/// <param name="A">A choice in it.</param>
/// <param name="B">Another one.</param>
/// <param name="C">A third one.</param>
internal sealed record PlannedAct(int At, Act Act, int Agent, int Client, int A, int B, int C)
{
    /// <summary>With <see cref="Act.Fault"/>: what goes wrong, and how.</summary>
    public Fault? Fault { get; init; }

    /// <summary>With something that happens at the switch by itself: whether its news gets lost.</summary>
    public bool IsUnheard { get; init; }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At / 1000.0,9:0.000}  {Words}");

    /// <summary>Without the moment.</summary>
    public string Words => $"{Act} {World.AgentName(Agent)}{(Client == 0 ? "" : "'s other browser")} {(Fault is null ? $"({A}, {B}, {C})" : $"{Fault.Operation} {Fault.Behaviour}{(Fault.ChannelId is null ? "" : $" on {Fault.ChannelId}")}, {Fault.Times} times")}{(IsUnheard ? ", unheard" : "")}";
}

/// <summary>Everything that a seed decides, in a form that can be made smaller.</summary>
internal sealed record Plan
{
    public required ulong Seed { get; init; }

    public required IReadOnlyList<PlannedAct> Acts { get; init; }

    /// <summary>What the interleaving is drawn from.</summary>
    public required ulong Interleaving { get; init; }

    /// <summary>How often, out of a hundred times, something comes between though there is work. 0: all work is done first.</summary>
    public required int PreemptionPercent { get; init; }

    /// <summary>Which latencies the switch has.</summary>
    public required int Latencies { get; init; }

    public required int Agents { get; init; }

    public required bool WrapUpBlocks { get; init; }

    public required bool StartInactive { get; init; }

    public required bool IsShortReplay { get; init; }

    public required bool IsShortNews { get; init; }

    public required bool RefusesLogOffInInteraction { get; init; }

    /// <summary>Whether an agent may ask to be logged out when nothing is ongoing any more.</summary>
    public required bool MayLogOutLater { get; init; }

    /// <summary>How often sessions and switch are held against each other; <see langword="null"/> for never, also not where the link is back.</summary>
    public required TimeSpan? ReconciliationInterval { get; init; }

    /// <summary>Whether an agent at the switch without a session is made Not Ready and logged off.</summary>
    public required bool LogOffOrphans { get; init; }

    /// <summary>How long the disk takes: 0 no time, 1 a little, 2 sometimes long.</summary>
    public required int Storage { get; init; }

    /// <summary>How many messages fit in a connection's outbox.</summary>
    public required int Outbox { get; init; }

    /// <summary>How each agent leaves in the end: by a logout, or by staying away, perhaps while a call rings.</summary>
    public required int EndingBits { get; init; }

    /// <summary>An act that counts as a broken rule: so that a test can see a run fail.</summary>
    public Act? Forbidden { get; init; }

    public override string ToString() => string.Join('\n', Acts.Select(act => act.ToString()).Prepend(
        $"           interleaving {Interleaving:x16}, hurry {PreemptionPercent}, latencies {Latencies}, agents {Agents}, wrap-up {(WrapUpBlocks ? "blocks" : "does not block")}"
        + $"{(StartInactive ? ", channels start inactive" : "")}{(IsShortReplay ? ", short replay" : "")}{(IsShortNews ? ", few pieces of news may wait" : "")}"
        + $"{(RefusesLogOffInInteraction ? ", no log-off in an interaction" : "")}{(MayLogOutLater ? ", logout for later" : "")}{(ReconciliationInterval is { } often ? $", compares every {often}{(LogOffOrphans ? "" : " without orphans")}" : "")}, storage {Storage}, outbox {Outbox}, farewell {EndingBits}"));
}
