using His.Platform;

namespace His.Server.Agents;

/// <summary>An agent in the settings: <c>His:Agents:0</c> and so on.</summary>
internal sealed record AgentOptions
{
    /// <summary>Id that the agent types to log in; 1 to 64 characters.</summary>
    public string Id { get; init; } = "";

    /// <summary>Display name; 1 to 64 characters, no <c>|</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Hash of the password, as made by <c>his agents hash</c>.</summary>
    public string PasswordHash { get; init; } = "";

    /// <summary>Always rejected; present to explain that HIS takes a hash instead.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// Default device; at most 32 letters, digits, dashes and underscores. Default: none, the agent types it at the login.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>
    /// Switch of the agent, if there are several; at most 32 letters, digits, dots, dashes and underscores. Default: the first.
    /// </summary>
    public string? Switch { get; init; }

    /// <summary>Queues of the agent; at most 500. Default: all queues in the settings.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Classes of numbers that the agent may dial. Default: <c>National</c>.</summary>
    public DialClasses Dial { get; init; } = DialClasses.National;

    public static string? Validate(IReadOnlyList<AgentOptions> agents)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < agents.Count; i++)
        {
            if (agents[i].Password is not null)
            {
                return $"His:Agents:{i}:Password is not supported, because HIS stores no passwords. Set PasswordHash to a hash from 'his agents hash'.";
            }

            if (AgentValidator.Validate(agents[i].ToRecord()) is { } problem)
            {
                return $"His:Agents:{i}:{problem}.";
            }

            if (!ids.TryAdd(agents[i].Id, i))
            {
                return $"His:Agents:{i}:Id is the same as that of His:Agents:{ids[agents[i].Id]}.";
            }
        }

        return null;
    }

    public AgentRecord ToRecord() =>
        new(Id, Name, PasswordHash)
        {
            Endpoint = Endpoint,
            Switch = Switch,
            Queues = Queues,
            Dial = Dial,
        };

    /// <summary>The id only, because options end up in logs.</summary>
    public override string ToString() => $"AgentOptions {{ Id = {Id} }}";
}
