namespace His.Simulation;

/// <summary>
/// Draws the plan of a seed. Each seed is fond of some kinds of acts and leaves out others, so that all seeds together see more than
/// if each saw a little of everything.
/// </summary>
internal static class Drawing
{
    private static readonly Act[][] Fondnesses =
    [
        [Act.Logout, Act.Logout, Act.LogoutWithReason, Act.LogoutWithText, Act.Logout, Act.Plan],
        [Act.Ready, Act.NotReady, Act.Activate, Act.Deactivate, Act.ReadyAll, Act.NotReadyAll, Act.ActivateAll, Act.DeactivateAll, Act.ReadyAll],
        [Act.Offer, Act.Offer, Act.OfferAnyway, Act.Handle, Act.Handle, Act.Handle, Act.HangUp, Act.HandleWrongly, Act.Dial, Act.FarSideAnswers],
        [Act.Vanish, Act.VanishUnnoticed, Act.Resume, Act.Resume, Act.Resume, Act.ResumeWithOldToken, Act.ResumeWithGuess, Act.SameAgain],
        [Act.SameAgain, Act.SameAgain, Act.SameIdOtherwise, Act.Logout, Act.Ping],
        [Act.LogIn, Act.Override, Act.LogIn, Act.LogInWrongly, Act.Override],
        [Act.Fault, Act.Fault, Act.Fault],
        [Act.SwitchLogsOff, Act.SwitchNotReady, Act.SwitchReady, Act.SwitchReady, Act.SwitchActivates, Act.SwitchDeactivates, Act.SwitchRepeats],
        [Act.LoseLink, Act.RestoreLink, Act.RestoreLink],
        [Act.Policy, Act.Policy, Act.Deactivation, Act.WrapUp],
        [Act.StopReading, Act.ReadAgain],
        [Act.Kill, Act.Kill, Act.Logout, Act.Fetch],
        [Act.Order, Act.Order, Act.LogoutLater, Act.LogoutLater, Act.CancelOrder, Act.CancelLogout, Act.Offer],
        [Act.FillDisk, Act.MakeRoom, Act.Usurp, Act.Kill],
    ];

    public static Plan Draw(ulong seed)
    {
        var chance = new Chance(seed * 0x9E3779B97F4A7C15UL + 0x5EED);
        var agents = chance.Percent(60) ? 1 : 2;
        var acts = new List<PlannedAct>();
        var at = 0;
        for (var agent = 0; agent < agents; agent++)
        {
            acts.Add(New(chance, at, Act.LogIn, agent, desk: 0));
            if (chance.Percent(75))
            {
                acts.Add(New(chance, at + chance.Below(3), Act.ReadyAll, agent, desk: 0));
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

        var fond = Fondnesses.Where(_ => chance.Percent(55)).ToArray();
        if (fond.Length == 0)
        {
            fond = Fondnesses;
        }

        for (var left = chance.Between(3, chance.Percent(20) ? 40 : 16); left > 0; left--)
        {
            at += Gap(chance);
            var act = chance.Percent(1) ? Act.Kill
                : chance.Percent(15) ? Act.Logout
                : chance.Of<Act>(fond[chance.Below(fond.Length)]);
            var planned = New(chance, at, act, chance.Below(agents), chance.Percent(88) ? 0 : 1);
            acts.Add(planned);
            Follow(chance, acts, planned, ref at);
        }

        return new Plan
        {
            Seed = seed,
            Acts = acts,
            Interleaving = chance.Next(),
            Hurry = chance.Of<int>([0, 5, 20, 50, 80]),
            Latencies = chance.Below(5),
            Agents = agents,
            WrapUpBlocks = chance.Percent(80),
            StartInactive = chance.Percent(12),
            IsShortReplay = chance.Percent(15),
            IsShortNews = chance.Percent(5),
            RefusesLogOffInInteraction = chance.Percent(20),
            MayLogOutLater = chance.Percent(70),
            Storage = chance.Of<int>([0, 0, 1, 1, 2]),
            Outbox = chance.Percent(15) ? chance.Between(8, 20) : 1000,
            Farewell = chance.Below(16),
        };
    }

    /// <summary>What often comes after: a client that vanished comes back, a link that was lost returns, what was asked is asked again.</summary>
    private static void Follow(Chance chance, List<PlannedAct> acts, PlannedAct before, ref int at)
    {
        Act? next = before.Act switch
        {
            Act.Vanish or Act.VanishUnnoticed when chance.Percent(70) => chance.Percent(85) ? Act.Resume : Act.Override,
            Act.Kill when chance.Percent(80) => chance.Of<Act>([Act.Resume, Act.Resume, Act.Fetch, Act.Override, Act.Kill]),
            Act.Usurp => Act.Kill,
            Act.FillDisk when chance.Percent(50) => chance.Of<Act>([Act.MakeRoom, Act.Logout, Act.Kill]),
            Act.LoseLink when chance.Percent(80) => Act.RestoreLink,
            Act.StopReading when chance.Percent(70) => Act.ReadAgain,
            Act.Fault when chance.Percent(60) => chance.Of<Act>([Act.Logout, Act.Logout, Act.ReadyAll, Act.NotReadyAll, Act.Deactivate, Act.Activate, Act.LogIn]),
            Act.Logout when chance.Percent(30) => chance.Of<Act>([Act.Kill, Act.Order, Act.SameAgain, Act.LogoutWithReason, Act.OfferAnyway, Act.Vanish, Act.Ready, Act.Handle, Act.SwitchReady]),
            Act.Offer or Act.OfferAnyway when chance.Percent(60) => Act.Handle,
            _ => null,
        };
        if (next is { } act)
        {
            at += Gap(chance);
            acts.Add(New(chance, at, act, before.Agent, before.Desk));
        }
    }

    private static PlannedAct New(Chance chance, int at, Act act, int agent, int desk) =>
        new(at, act, agent, desk, chance.Below(1000), chance.Below(1000), chance.Below(1000));

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
