using System.Globalization;
using System.Text;

namespace His.Simulation.Actions;

/// <summary>
/// Something that is done in a run. A record has all that the plan decides; who and what exactly is found when it is done: the third call,
/// whichever that is then. So other actions can be left out of the plan.
/// </summary>
internal abstract record PlanAction
{
    /// <summary>When, in milliseconds.</summary>
    public int At { get; init; }

    /// <summary>Whose: the number of the agent.</summary>
    public int Agent { get; init; }

    /// <summary>All but the moment.</summary>
    public string Words
    {
        get
        {
            var members = new StringBuilder();
            PrintMembers(members);
            return $"{GetType().Name} {World.AgentName(Agent)}{(this is ClientAction { Client: > 0 } ? "'s other browser" : "")}"
                + $"{(members.Length == 0 ? "" : $" ({members})")}{(this is SwitchAction { IsUnheard: true } ? ", unheard" : "")}";
        }
    }

    /// <summary>Does it.</summary>
    public abstract void Execute(World world);

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At / 1000.0, 9:0.000}  {Words}");

    protected virtual bool PrintMembers(StringBuilder text) => false;
}

/// <summary>Something that a client does.</summary>
internal abstract record ClientAction : PlanAction
{
    /// <summary>At which of the agent's two browsers.</summary>
    public int Client { get; init; }

    public sealed override void Execute(World world) => Execute(world, world.ClientOf(Agent, Client));

    protected abstract void Execute(World world, ClientModel client);

    protected override bool PrintMembers(StringBuilder text) => false;
}

/// <summary>Something that happens at the switch spontaneously.</summary>
internal abstract record SwitchAction : PlanAction
{
    /// <summary>Whether its event gets lost.</summary>
    public bool IsUnheard { get; init; }

    /// <summary>Whether a comparison finds it if its event is lost.</summary>
    public virtual bool CanBeUnheard => false;

    public sealed override void Execute(World world)
    {
        world.AtSwitch.Mishaps++;
        if (IsUnheard && world.Plan.ReconciliationInterval is not null)
        {
            world.AtSwitch.LosesNews(Agent);
            world.Switch.Silently(AgentId, _ => Happen(world));
        }
        else
        {
            Happen(world);
        }
    }

    protected string AgentId => World.AgentId(Agent);

    protected abstract void Happen(World world);

    protected override bool PrintMembers(StringBuilder text) => false;
}

/// <summary>One of several things, whichever there are when the action is done.</summary>
internal readonly record struct Pick(int Number)
{
    /// <summary>The one; <see langword="null"/> if there is none.</summary>
    public T? Of<T>(IReadOnlyList<T> all)
        where T : class => all.Count == 0 ? null : all[Number % all.Count];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Number}");
}
