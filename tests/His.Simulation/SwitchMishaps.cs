using His.Platform;

namespace His.Simulation;

/// <summary>What has happened at the switch without HIS, as far as rules must know it.</summary>
internal sealed class SwitchMishaps(World world)
{
    /// <summary>Whether the switch has logged the agent off by itself.</summary>
    public bool[] IsLoggedOffBySwitch { get; } = new bool[2];

    /// <summary>The causes with which the switch has logged somebody off.</summary>
    public HashSet<SwitchCause> Causes { get; } = [];

    /// <summary>Until when a login that HIS gave up, or did not live to hear of, may still put the agent at the switch; 0 for never.</summary>
    public long[] GhostUntil { get; } = new long[2];

    /// <summary>How often something has happened at the switch by itself.</summary>
    public int Mishaps { get; set; }

    /// <summary>How often what the platform can do has changed.</summary>
    public int Abilities { get; set; }

    /// <summary>How often a policy has changed.</summary>
    public int Policies { get; set; }

    /// <summary>Whether news of an agent got lost, and nothing has shown since that HIS knows better.</summary>
    public bool[] HasLostNews { get; } = new bool[2];

    /// <summary>Whether news of an agent got lost at any time.</summary>
    public bool[] HasMissedNews { get; } = new bool[2];

    /// <summary>Whether the link was lost at any time.</summary>
    public bool HasLostLink { get; set; }

    /// <summary>News of the agent gets lost: HIS cannot know, until it compares.</summary>
    public void LosesNews(int agent) => HasLostNews[agent] = HasMissedNews[agent] = true;

    public void AllowGhost(int agent) => GhostUntil[agent] = world.Clock.Now + (15 * TimeSpan.TicksPerSecond);
}
