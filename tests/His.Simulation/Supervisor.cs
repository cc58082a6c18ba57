using His.Bus;
using His.Sessions;
using static His.Simulation.RuleIds;

namespace His.Simulation;

/// <summary>A supervisor, who logs agents out.</summary>
internal sealed class Supervisor(World world)
{
    /// <summary>How often a supervisor has ordered the agent out.</summary>
    public int[] Orders { get; } = new int[2];

    /// <summary>How many of these orders have no answer yet.</summary>
    public int[] OrdersUnderWay { get; } = new int[2];

    /// <summary>A supervisor logs the agent out.</summary>
    public async void Order(int agent, OngoingInteractions ongoing, string? code)
    {
        if (world.LiveOf(agent) is not { } live)
        {
            return;
        }

        Orders[agent]++;
        OrdersUnderWay[agent]++;
        var reason = code is null ? null : new ReasonGiven { Code = code };
        var outcome = await world.Core.SupervisorApi.LogOutAsync(live.Id, new LogoutOrder(Cause.Supervisor, "carol", reason, ongoing));
        OrdersUnderWay[agent]--;
        world.Trace.Write($"the order for {World.AgentName(agent)} ends with {outcome?.Failure?.Name ?? "success"}");
        world.Trace.Add('o', agent, outcome is { IsFailure: true } ? 1 : 0);
        if (outcome is { IsFailure: false, Result: { Pending: false } })
        {
            Require(live.IsDisposed, AnswerOrder, $"an order for {World.AgentName(agent)} has succeeded, and the session lives");
        }
        else if (outcome is { IsFailure: false })
        {
            Require(
                live.Model.IsLogoutPending || live.IsDisposed || live.HasWaited,
                Later,
                $"an order for {World.AgentName(agent)} waits, and nothing waits"
            );
        }
    }
}
