using His.Sessions;

namespace His.Simulation.Actions;

/// <summary>A supervisor logs the agent out.</summary>
internal sealed record OrderLogout(OngoingInteractions Ongoing, GivenReason Reason, Pick Offer) : PlanAction
{
    public override void Execute(World world) => world.Supervisor.Order(Agent, Ongoing, world.ReasonCode(Reason, Offer));
}

/// <summary>A supervisor takes back a logout that waits.</summary>
internal sealed record CancelOrder : PlanAction
{
    public override void Execute(World world)
    {
        if (world.LiveOf(Agent) is { } live)
        {
            world.Core.SupervisorApi.CancelPendingLogout(live.Id);
        }
    }
}

/// <summary>HIS is killed, and started again.</summary>
internal sealed record KillHis : PlanAction
{
    public override void Execute(World world) => new Crash(world).KillAndRestart();
}

/// <summary>Nothing can be written any more.</summary>
internal sealed record FillDisk : PlanAction
{
    public override void Execute(World world) => world.Disk.Fill();
}

/// <summary>There is room on the disk again.</summary>
internal sealed record MakeRoom : PlanAction
{
    public override void Execute(World world) => world.Disk.MakeRoom();
}

/// <summary>Another HIS takes the store.</summary>
internal sealed record UsurpStore : PlanAction
{
    public override void Execute(World world) => world.Disk.Usurp();
}
