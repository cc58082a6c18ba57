using His.Platform;
using His.Platform.Simulator;

namespace His.Simulation;

/// <summary>
/// Draws the plan of a seed. Each seed is fond of some kinds of acts and leaves out others, so that all seeds together see more than
/// if each saw a little of everything.
/// </summary>
internal static class PlanGenerator
{
    private static readonly Act[][] ActionProfiles =
    [
        [Act.Logout, Act.Logout, Act.LogoutWithReason, Act.LogoutWithText, Act.Logout, Act.Plan],
        [Act.Ready, Act.NotReady, Act.Activate, Act.Deactivate, Act.ReadyAll, Act.NotReadyAll, Act.ActivateAll, Act.DeactivateAll, Act.ReadyAll],
        [Act.Offer, Act.Offer, Act.OfferAnyway, Act.Handle, Act.Handle, Act.Handle, Act.HangUp, Act.HandleWrongly, Act.Dial, Act.FarSideAnswers],
        [Act.Offer, Act.Dial, Act.Dial, Act.Handle, Act.FarSideAnswers, Act.AnswerAtTelephone, Act.HangUp],
        [Act.Accept, Act.Reject, Act.Hold, Act.Retrieve, Act.End, Act.Complete],
        [
            Act.Handle, Act.Consult, Act.Consult, Act.CompleteTransfer, Act.CancelConsultation, Act.Conference, Act.Transfer, Act.SendDigits,
            Act.SecondPartyAnswers, Act.SecondPartyHangsUp,
        ],
        [Act.Vanish, Act.VanishUnnoticed, Act.Resume, Act.Resume, Act.Resume, Act.ResumeWithOldToken, Act.ResumeWithGuess, Act.SameAgain],
        [Act.SameAgain, Act.SameAgain, Act.SameIdOtherwise, Act.Logout, Act.Ping],
        [Act.LogIn, Act.Override, Act.LogIn, Act.LogInWrongly, Act.Override],
        [Act.Fault, Act.Fault, Act.Fault],
        [Act.SwitchLogsOff, Act.SwitchNotReady, Act.SwitchReady, Act.SwitchReady, Act.SwitchActivates, Act.SwitchDeactivates, Act.SwitchRepeats],
        [Act.SwitchReady, Act.SwitchNotReady, Act.SwitchLogsOff, Act.SwitchLogsOn, Act.OfferAnyway, Act.HangUp, Act.Logout],
        [Act.LoseLink, Act.RestoreLink, Act.RestoreLink, Act.SwitchRestarts],
        [Act.Policy, Act.Policy, Act.Deactivation, Act.WrapUp],
        [Act.StopReading, Act.ReadAgain],
        [Act.Kill, Act.Kill, Act.Logout, Act.Fetch],
        [Act.Order, Act.Order, Act.LogoutLater, Act.LogoutLater, Act.CancelOrder, Act.CancelLogout, Act.Offer],
        [Act.FillDisk, Act.MakeRoom, Act.Usurp, Act.Kill],
    ];

    private static readonly SwitchOperation[] Operations = Enum.GetValues<SwitchOperation>();
    private static readonly FaultBehaviour[] Behaviours = Enum.GetValues<FaultBehaviour>();
    private static readonly string[] Channels = ["phone", "chat", "email"];

    // What no agent can work without, and what every doubt ends with: half of all faults.
    private static readonly SwitchOperation[] OftenOperations =
    [
        SwitchOperation.Login, SwitchOperation.Ready, SwitchOperation.NotReady, SwitchOperation.Activate, SwitchOperation.Deactivate, SwitchOperation.Logout,
        SwitchOperation.Ask,
    ];

    // Of a whole agent, or of all: they are on no channel.
    private static readonly SwitchOperation[] OfNoChannel = [SwitchOperation.Login, SwitchOperation.Logout, SwitchOperation.Ask, SwitchOperation.List];

    // What a comparison finds where its news was lost.
    private static readonly Act[] CanBeUnheard =
        [Act.Offer, Act.OfferAnyway, Act.HangUp, Act.SwitchLogsOff, Act.SwitchNotReady, Act.SwitchReady, Act.SwitchActivates, Act.SwitchDeactivates];

    public static Plan Draw(ulong seed)
    {
        var chance = new Chance(seed);
        var agents = chance.Percent(60) ? 1 : 2;
        var latencies = chance.Below(5);
        var acts = new List<PlannedAct>();
        var at = 0;
        for (var agent = 0; agent < agents; agent++)
        {
            acts.Add(New(chance, at, Act.LogIn, agent, client: 0));
            if (chance.Percent(75))
            {
                acts.Add(New(chance, at + chance.Below(3), Act.ReadyAll, agent, client: 0));
            }
        }

        if (chance.Percent(35))
        {
            acts.Insert(0, New(chance, 0, Act.Policy, 0, 0));
        }

        if (chance.Percent(25))
        {
            acts.Insert(0, New(chance, 0, Act.Deactivation, 0, 0) with { A = 0 });
        }

        var share = chance.Of<int>([10, 30, 55]);
        var fond = ActionProfiles.Where(_ => chance.Percent(share)).ToArray();
        if (fond.Length == 0)
        {
            fond = ActionProfiles;
        }

        for (var left = chance.Between(3, chance.Percent(20) ? 40 : 16); left > 0; left--)
        {
            at += Gap(chance);
            var act = chance.Percent(1) ? Act.Kill
                : chance.Percent(15) ? Act.Logout
                : chance.Of<Act>(fond[chance.Below(fond.Length)]);
            var planned = New(chance, at, act, chance.Below(agents), chance.Percent(88) ? 0 : 1);
            if (planned.Fault is { } fault)
            {
                GoWrong(chance, acts, planned, fault, latencies, ref at);
            }
            else
            {
                Prepare(chance, acts, InteractionCommands.Of(act) is { } command ? BeforeOf(command) : [], planned, latencies, ref at);
                acts.Add(planned with { At = at });
                Follow(chance, acts, planned, ref at);
            }
        }

        // Where nothing is compared, and every news comes: what is found without.
        TimeSpan? compareEvery = chance.Below(10) switch
        {
            < 4 => null,
            < 6 => TimeSpan.FromSeconds(7),
            < 8 => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromDays(1), // so at the start alone, and where a link is back
        };
        if (compareEvery is not null && chance.Percent(50))
        {
            acts = [.. acts.Select(act => CanBeUnheard.Contains(act.Act) && chance.Percent(50) ? act with { IsUnheard = true } : act)];
        }

        return new Plan
        {
            Seed = seed,
            Acts = acts,
            Interleaving = chance.Next(),
            PreemptionPercent = chance.Of<int>([0, 5, 20, 50, 80]),
            Latencies = latencies,
            Agents = agents,
            WrapUpBlocks = chance.Percent(80),
            StartInactive = chance.Percent(12),
            IsShortReplay = chance.Percent(15),
            IsShortNews = chance.Percent(5),
            RefusesLogOffInInteraction = chance.Percent(20),
            MayLogOutLater = chance.Percent(70),
            ReconciliationInterval = compareEvery,
            LogOffOrphans = chance.Percent(85),
            Storage = chance.Of<int>([0, 0, 1, 1, 2]),
            Outbox = chance.Percent(15) ? chance.Between(8, 20) : 1000,
            EndingBits = chance.Below(32),
        };
    }

    /// <summary>What often comes after: a client that vanished comes back, a link that was lost returns, what was asked is asked again.</summary>
    private static void Follow(Chance chance, List<PlannedAct> acts, PlannedAct before, ref int at)
    {
        if (before.Act is Act.Logout or Act.LogoutWithReason or Act.LogoutWithText or Act.SwitchLogsOff or Act.Order && chance.Percent(40))
        {
            at += Gap(chance);
            acts.Add(New(chance, at, Act.LogIn, before.Agent, before.Client));
            acts.Add(New(chance, at, Act.ReadyAll, before.Agent, before.Client));
            return;
        }

        Act? next = before.Act switch
        {
            Act.Vanish or Act.VanishUnnoticed when chance.Percent(70) => chance.Percent(85) ? Act.Resume : Act.Override,
            Act.Kill when chance.Percent(80) => chance.Of<Act>([Act.Resume, Act.Resume, Act.Fetch, Act.Override, Act.Kill]),
            Act.Usurp => Act.Kill,
            Act.FillDisk when chance.Percent(50) => chance.Of<Act>([Act.MakeRoom, Act.Logout, Act.Kill]),
            Act.LoseLink when chance.Percent(80) => Act.RestoreLink,
            Act.StopReading when chance.Percent(70) => Act.ReadAgain,
            Act.Logout when chance.Percent(30) => chance.Of<Act>([Act.Kill, Act.Order, Act.SameAgain, Act.LogoutWithReason, Act.OfferAnyway, Act.Vanish, Act.Ready, Act.Handle, Act.SwitchReady]),
            Act.Offer or Act.OfferAnyway when chance.Percent(60) => Act.Handle,
            Act.Dial when chance.Percent(30) => chance.Of<Act>([Act.Consult, Act.Transfer, Act.SendDigits, Act.Handle, Act.HangUp, Act.SameAgain]),
            Act.Consult when chance.Percent(60) => chance.Of<Act>(
                [Act.SecondPartyAnswers, Act.CompleteTransfer, Act.Conference, Act.CancelConsultation, Act.SecondPartyHangsUp, Act.HandleWrongly, Act.SameAgain, Act.Logout]),
            Act.SendDigits when chance.Percent(30) => Act.SameAgain,
            _ => null,
        };
        if (next is { } act)
        {
            at += Gap(chance);
            acts.Add(New(chance, at, act, before.Agent, before.Client));
        }
    }

    /// <summary>
    /// An operation goes wrong: what makes it possible, the fault, and what brings it about. A fault that is drawn alone hardly ever strikes.
    /// </summary>
    private static void GoWrong(Chance chance, List<PlannedAct> acts, PlannedAct planned, Fault fault, int latencies, ref int at)
    {
        var (before, after) = SceneOf(fault.Operation);
        Prepare(chance, acts, before, planned, latencies, ref at);
        acts.Add(planned with { At = at });
        if (chance.Percent(40))
        {
            // Where the switch cannot be asked either, nothing is known any more.
            acts.Add(planned with { At = at, Fault = fault with { Operation = SwitchOperation.Ask, ChannelId = null, Behaviour = chance.Of<FaultBehaviour>(Behaviours) } });
        }

        at += chance.Percent(80) ? 0 : Gap(chance);
        if (chance.Percent(95))
        {
            acts.Add(New(chance, at, chance.Of<Act>(after), planned.Agent, planned.Client));
        }
    }

    /// <summary>Most commands are possible in one state only: what leads to it, mostly.</summary>
    private static void Prepare(Chance chance, List<PlannedAct> acts, Act[] before, PlannedAct planned, int latencies, ref int at)
    {
        if (!chance.Percent(75))
        {
            return;
        }

        foreach (var act in before)
        {
            // B: somebody answers, mostly. And mostly the switch is done before what comes next.
            var step = New(chance, at, act, planned.Agent, planned.Client);
            acts.Add(step with { B = chance.Percent(80) ? 1 : step.B });
            at += chance.Percent(20) ? Gap(chance) : latencies switch { 0 => 0, 1 => 100, 2 => 500, 3 => 11_000, _ => 14_000 };
        }
    }

    private static (Act[] Before, Act[] After) SceneOf(SwitchOperation operation) => operation switch
    {
        SwitchOperation.Login => ([Act.Logout], [Act.LogIn, Act.Override]),
        SwitchOperation.Ready => ([Act.NotReadyAll], [Act.Ready, Act.ReadyAll]),
        SwitchOperation.NotReady => ([Act.ReadyAll], [Act.NotReady, Act.NotReadyAll, Act.Logout, Act.Logout, Act.DeactivateAll]),
        SwitchOperation.Activate => ([Act.DeactivateAll], [Act.Activate, Act.ActivateAll]),
        SwitchOperation.Deactivate => ([], [Act.Deactivate, Act.DeactivateAll, Act.Logout, Act.Logout]),
        SwitchOperation.Logout => ([], [Act.Logout, Act.Logout, Act.LogoutWithReason, Act.Order]),
        SwitchOperation.Dial => ([], [Act.Dial]),
        SwitchOperation.Ask => ([], [Act.Kill, Act.LoseLink, Act.Logout, Act.ReadyAll]),
        SwitchOperation.List => ([], [Act.SwitchLogsOn, Act.RestoreLink]),
        _ when InteractionCommands.Of(operation) is { } command => (BeforeOf(command), [Enum.Parse<Act>($"{command}")]),
        _ => ([], [Act.Logout]),
    };

    private static Act[] BeforeOf(InteractionCommand command) => command switch
    {
        InteractionCommand.Accept or InteractionCommand.Reject => [Act.OfferAnyway],
        InteractionCommand.Retrieve => [Act.Dial, Act.Hold],
        InteractionCommand.Complete => [Act.Dial, Act.HangUp],
        InteractionCommand.CompleteTransfer or InteractionCommand.CancelConsultation or InteractionCommand.Conference => [Act.Dial, Act.Consult],
        _ => [Act.Dial],
    };

    private static PlannedAct New(Chance chance, int at, Act act, int agent, int client) =>
        new(at, act, agent, client, chance.Below(1000), chance.Below(1000), chance.Below(1000)) { Fault = act == Act.Fault ? FaultOf(chance) : null };

    private static Fault FaultOf(Chance chance)
    {
        var operation = chance.Of<SwitchOperation>(chance.Percent(50) ? OftenOperations : Operations);
        return new Fault(
            operation,
            chance.Of<FaultBehaviour>(Behaviours),
            ChannelId: InteractionCommands.Of(operation) is null && !OfNoChannel.Contains(operation) && chance.Percent(33) ? chance.Of<string>(Channels) : null,
            Times: chance.Percent(15) ? 6 : chance.Percent(50) ? 2 : 1);
    }

    private static int Gap(Chance chance) => chance.Below(100) switch
    {
        < 45 => 0,
        < 65 => chance.Between(1, 60),
        < 83 => chance.Between(60, 3000),
        < 91 => chance.Between(3000, 12_000),
        < 97 => chance.Between(12_000, 30_000),
        _ => chance.Between(30_000, 320_000),
    };
}
