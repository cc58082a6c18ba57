namespace His.Platform;

/// <summary>
/// HIS's own directory of agents, for switches that model devices but not agents.
/// </summary>
public interface IAgentDirectory
{
    /// <summary>
    /// The agent with these credentials, or <see langword="null"/> if they are wrong. An unknown agent and a wrong password take the same
    /// time.
    /// </summary>
    ValueTask<DirectoryAgent?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken);

    /// <summary>The agent with this id as it is now in the directory, or <see langword="null"/>.</summary>
    DirectoryAgent? Find(string agentId);

    /// <summary>All agents that are now in the directory.</summary>
    IReadOnlyList<DirectoryAgent> All { get; }
}

/// <summary>An agent in the directory.</summary>
/// <param name="Id">The id that the agent types to log in; 1 to 64 characters.</param>
/// <param name="Name">The display name; 1 to 64 characters.</param>
public sealed record DirectoryAgent(string Id, string Name)
{
    /// <summary>The usual telephone; <see langword="null"/> if it is typed at each login.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The name of the switch, if there are several; <see langword="null"/> for the first.</summary>
    public string? Switch { get; init; }

    /// <summary>The queues of the agent; empty for all that the switch's settings name.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The classes of numbers the agent may dial. Default: National.</summary>
    public DialClasses Dial { get; init; } = DialClasses.National;
}

/// <summary>Classes of numbers, by the cost of a call. The switch's settings classify the numbers.</summary>
[Flags]
public enum DialClasses
{
    /// <summary>No numbers.</summary>
    None = 0,

    /// <summary>Extensions and numbers of the own country.</summary>
    National = 1,

    /// <summary>Numbers of other countries.</summary>
    International = 2,

    /// <summary>Numbers that cost more than a call.</summary>
    Premium = 4,
}
