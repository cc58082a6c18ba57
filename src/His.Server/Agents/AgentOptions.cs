using His.Platform;

namespace His.Server.Agents;

/// <summary>An agent in the settings, <c>His:Agents:0</c> and so on.</summary>
internal sealed record AgentOptions
{
    /// <summary>What they type to log in.</summary>
    public string Id { get; init; } = "";

    /// <summary>What people read.</summary>
    public string Name { get; init; } = "";

    /// <summary>The hash of the password, as <c>his agents hash</c> makes it.</summary>
    public string PasswordHash { get; init; } = "";

    /// <summary>Known only to be refused.</summary>
    public string? Password { get; init; }

    /// <summary>The telephone they usually work with.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The switch they work at, where there are several.</summary>
    public string? Switch { get; init; }

    /// <summary>The queues they work in; none for all.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Which numbers they may have dialled.</summary>
    public DialClasses Dial { get; init; } = DialClasses.National;

    public static string? Validate(IReadOnlyList<AgentOptions> agents)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < agents.Count; i++)
        {
            if (agents[i].Password is not null)
            {
                return $"His:Agents:{i}:Password is a password, and HIS keeps none. Make a hash of it with 'his agents hash' and give that as PasswordHash.";
            }

            if (AgentValidator.Validate(agents[i].ToRecord()) is { } problem)
            {
                return $"His:Agents:{i}:{problem}.";
            }

            if (!ids.TryAdd(agents[i].Id, i))
            {
                return $"His:Agents:{i}:Id is also that of His:Agents:{ids[agents[i].Id]}.";
            }
        }

        return null;
    }

    public AgentRecord ToRecord() => new(Id, Name, PasswordHash) { Endpoint = Endpoint, Switch = Switch, Queues = Queues, Dial = Dial };

    /// <summary>The id alone: options end up in logs.</summary>
    public override string ToString() => $"AgentOptions {{ Id = {Id} }}";
}
