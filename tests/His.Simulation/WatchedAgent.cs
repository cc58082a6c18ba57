using His.Platform;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>Of which kind a command to the switch is: those of one kind wait for each other.</summary>
internal enum CommandKind
{
    Channel,
    Interaction,
    LogOff,
}

/// <summary>An agent at the switch, as a session holds them: whether the switch could be asked, and what it said, is remembered.</summary>
internal class WatchedAgent(World world, int agent, IPlatformAgent real) : IPlatformAgent
{
    protected World World => world;

    protected int Agent => agent;

    public PlatformCapabilities Capabilities => real.Capabilities;

    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        SwitchAgentState? truth = null;
        try
        {
            return truth = await real.GetStateAsync(cancellationToken);
        }
        finally
        {
            world.Traffic.HasAsked(agent, truth is not null);
        }
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        HeardAsync(CommandKind.Channel, real.ActivateAsync(channelId, cancellationToken));

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        HeardAsync(CommandKind.Channel, real.DeactivateAsync(channelId, cancellationToken));

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        HeardAsync(CommandKind.Channel, real.MakeReadyAsync(channelId, cancellationToken));

    public virtual Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        HeardAsync(CommandKind.Channel, real.MakeNotReadyAsync(channelId, reason, cancellationToken));

    public virtual Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        HeardAsync(CommandKind.LogOff, real.LogOffAsync(reason, cancellationToken));

    public Task<CommandResult> ExecuteAsync(
        string interactionId,
        InteractionCommand command,
        string? target,
        CancellationToken cancellationToken
    ) => HeardAsync(CommandKind.Interaction, real.ExecuteAsync(interactionId, command, target, cancellationToken));

    public async Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken)
    {
        var answer = await real.DialAsync(channelId, destination, cancellationToken);
        world.Traffic.HasSaid(agent, CommandKind.Interaction, answer.Result.Outcome);
        if (answer.Result.Outcome == CommandOutcome.Done)
        {
            world.Traffic.Dialed.Add(destination);
        }

        return answer;
    }

    public ValueTask DisposeAsync() => real.DisposeAsync();

    private async Task<CommandResult> HeardAsync(CommandKind kind, Task<CommandResult> answer)
    {
        var said = await answer;
        world.Traffic.HasSaid(agent, kind, said.Outcome);
        return said;
    }
}

/// <summary>
/// An agent without a session, while HIS sees to them (docs/use-cases/reconciliation.md, AF2): nothing is done that was not written before, that
/// is not called for, or while they log in.
/// </summary>
internal sealed class WatchedOrphan(World world, int agent, IPlatformAgent real, SwitchAgentState found) : WatchedAgent(world, agent, real)
{
    public override async Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken)
    {
        Require(
            found.Channels.Any(it => it.Id == channelId && it.AgentState == AgentState.Ready),
            Orphan,
            $"{Name} is made Not Ready on {channelId}, and was {found}"
        );
        LookAtErrand("notready", channelId);
        using var errand = World.Orphans.BeginOrphanErrand(Agent);
        return await base.MakeNotReadyAsync(channelId, reason, cancellationToken);
    }

    public override async Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken)
    {
        Require(
            World.Orphans.IsOrphanFor(Agent, World.Core.Options.PresenceLogoutAfter),
            Orphan,
            $"{Name} is logged off as somebody without a session too soon"
        );
        Require(
            !found.Interactions.Any(World.IsOngoing),
            Orphan,
            $"{Name} is logged off as somebody without a session, and was found with {string.Join(", ", found.Interactions)}"
        );
        LookAtErrand("loggedoff", channelId: null);
        using var errand = World.Orphans.BeginOrphanErrand(Agent);
        return await base.LogOffAsync(reason, cancellationToken);
    }

    private string Name => World.AgentName(Agent);

    private void LookAtErrand(string what, string? channelId)
    {
        Require(
            World.Disk.IsDoubtful || World.Orphans.OrphansWritten.Remove((Agent, what, channelId)),
            Durable,
            $"{Name}, who has no session, is {what}, and that was not written"
        );
        Require(World.Orphans.LoginErrands[Agent] == 0, Orphan, $"{Name} is {what} as somebody without a session while they log in");
        Require(World.LiveOf(Agent) is null, Orphan, $"{Name} is {what} as somebody without a session, and has one");
    }
}
