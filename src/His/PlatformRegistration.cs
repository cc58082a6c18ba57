using His.Platform;

namespace His;

/// <summary>A platform at which the agents of this HIS work, and what it means for a session.</summary>
/// <param name="name">The name in settings, on the bus and in the journal; unique. 1 to 32 characters.</param>
/// <param name="platform">The platform.</param>
public sealed class PlatformRegistration(string name, IPlatform platform)
{
    /// <summary>The registration of a platform that is the only one, under its own name.</summary>
    public static IReadOnlyList<PlatformRegistration> Only(IPlatform platform) => [new(platform.Name, platform)];

    /// <summary>The name in settings, on the bus and in the journal; unique.</summary>
    public string Name { get; } = name;

    /// <summary>The platform.</summary>
    public IPlatform Platform { get; } = platform;

    /// <summary>
    /// Whether a login fails without it, and a session ends when it logs the agent off. Default: true. Without one that is not required a
    /// login succeeds with a warning; its channels are unavailable until it is back.
    /// </summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>
    /// Whether a logout continues without it if it refuses or cannot be queried. The agent is told, and is logged off there as an agent
    /// without a session when the platform can be reached again. Default: false; such a logout fails.
    /// </summary>
    public bool LeaveBehind { get; init; }

    /// <summary>Maps an agent to the agent at this platform; null: the agent does not work there. Default: the same agent.</summary>
    public Func<AgentIdentity, AgentIdentity?> MapAgent { get; init; } = static agent => agent;

    /// <summary>Maps the id of an agent at this platform to the id of the agent in HIS; null: unknown. Default: the same id.</summary>
    public Func<string, string?> MapAgentId { get; init; } = static id => id;
}
