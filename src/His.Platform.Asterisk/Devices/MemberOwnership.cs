namespace His.Platform.Asterisk.Devices;

/// <summary>Finds the owner of a queue member that no login of this HIS has added: one agent of the directory, or none.</summary>
internal sealed class MemberOwnership(IReadOnlyList<DirectoryAgent> agents, AsteriskOptions options)
{
    private readonly string _before = options.InterfaceTemplate[..options.InterfaceTemplate.IndexOf(Mark, StringComparison.Ordinal)];
    private readonly string _behind = options.InterfaceTemplate[
        (options.InterfaceTemplate.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..
    ];

    private const string Mark = "{endpoint}";

    private readonly Dictionary<string, string> _names = Names(agents);

    public string NameOf(string agentId) => _names.GetValueOrDefault(agentId, agentId);

    /// <summary>
    /// The one agent whose telephone it is; if several agents share it, or seating is free, the agent whose name HIS gave the member. In
    /// doubt none: unknown members are left alone.
    /// </summary>
    public (DirectoryAgent Agent, string Endpoint)? Find(MemberRow member)
    {
        if (EndpointOf(member.Interface) is not { } endpoint)
        {
            return null;
        }

        var theirs = agents.Where(agent => endpoint.Equals(agent.Endpoint, StringComparison.Ordinal)).ToArray();
        if (theirs.Length == 1 && !options.FreeSeating)
        {
            return (theirs[0], endpoint);
        }

        var named = agents
            .Where(agent => agent.Name.Equals(member.Name, StringComparison.Ordinal) && options.Allows(agent, endpoint))
            .ToArray();
        return named.Length == 1 ? (named[0], endpoint) : null;
    }

    private static Dictionary<string, string> Names(IEnumerable<DirectoryAgent> agents)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var agent in agents)
        {
            names.TryAdd(agent.Id, agent.Name);
        }

        return names;
    }

    private string? EndpointOf(string device) =>
        device.Length > _before.Length + _behind.Length
        && device.StartsWith(_before, StringComparison.Ordinal)
        && device.EndsWith(_behind, StringComparison.Ordinal)
            ? device[_before.Length..^_behind.Length]
            : null;
}
