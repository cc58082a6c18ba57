using His.Simulation.Actions;

namespace His.Simulation;

/// <summary>Everything that a seed decides, in a form that can be made smaller.</summary>
internal sealed record Plan
{
    public required ulong Seed { get; init; }

    public required IReadOnlyList<PlanAction> Actions { get; init; }

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

    /// <summary>A kind of action that counts as a broken rule: so that a test can see a run fail.</summary>
    public Type? Forbidden { get; init; }

    public override string ToString() =>
        string.Join(
            '\n',
            Actions
                .Select(action => action.ToString())
                .Prepend(
                    $"           interleaving {Interleaving:x16}, preemption {PreemptionPercent} %, latencies {Latencies}, agents {Agents}, wrap-up {(WrapUpBlocks ? "blocks" : "does not block")}"
                        + $"{(StartInactive ? ", channels start inactive" : "")}{(IsShortReplay ? ", short replay" : "")}{(IsShortNews ? ", few pieces of news may wait" : "")}"
                        + $"{(RefusesLogOffInInteraction ? ", no log-off in an interaction" : "")}{(MayLogOutLater ? ", logout for later" : "")}{(ReconciliationInterval is { } often ? $", compares every {often}{(LogOffOrphans ? "" : " without orphans")}" : "")}, storage {Storage}, outbox {Outbox}, ending {EndingBits}"
                )
        );
}
