using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>
/// One of several platforms. Section <c>His:Platforms:0</c> and so on, in the order of channels and of work; the same section has the
/// settings of the platform's type, such as <c>His:Platforms:0:Host</c>. Without such a list, <c>His:Platform</c> is the only platform.
/// </summary>
internal sealed record PlatformEntryOptions
{
    /// <summary>The most platforms.</summary>
    public const int MaxCount = 16;

    /// <summary>The name on the bus, in logs and in the journal: 1 to 32 letters, digits, dots, dashes and underscores; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type: <c>Simulator</c>, <c>Asterisk</c>, or the name of a platform that is not part of HIS.</summary>
    public string Type { get; init; } = "";

    /// <summary>
    /// Whether a login fails without the platform, and a session ends when it logs the agent off. Default: true for the first, false for the
    /// others.
    /// </summary>
    public bool? Required { get; init; }

    /// <summary>
    /// Whether a logout continues without the platform if it refuses or cannot be queried. The agent is told, and is logged off there when
    /// it can be reached again. Default false.
    /// </summary>
    public bool LeaveBehind { get; init; }

    /// <summary>Whether the platform authenticates the agents. One at most; default: the first.</summary>
    public bool Authority { get; init; }

    /// <summary>
    /// The ids of agents at the platform, by their ids in HIS, such as <c>alice = 1001</c>. An agent who is not in it does not work at the
    /// platform. Empty, which is the default: every agent has the same id there.
    /// </summary>
    public IReadOnlyDictionary<string, string> AgentIds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The problem with this entry, or <see langword="null"/> if it is valid.</summary>
    public string? Validate(string section) =>
        Name.Length is 0 or > 32 || !Name.All(it => char.IsAsciiLetterOrDigit(it) || it is '.' or '-' or '_')
            ? $"{section}:Name must have 1 to 32 letters, digits, dots, dashes or underscores."
        : AgentIds.Values.Any(it => it.Length is 0 or > 64) ? $"{section}:AgentIds must have ids of 1 to 64 characters."
        : AgentIds.GroupBy(it => it.Value, StringComparer.Ordinal).FirstOrDefault(it => it.Skip(1).Any()) is { } twice
            ? $"{section}:AgentIds has '{twice.Key}' for {string.Join(" and ", twice.Select(it => it.Key))}; an agent there is one agent here."
        : Type.Length == 0 ? $"{section}:Type is missing: Simulator, Asterisk, or the name of another platform."
        : null;
}
