using His.Server.Agents;

namespace His.Server.Settings;

/// <summary>What the process as a whole is told. Section <c>His</c>.</summary>
internal sealed record ServerOptions
{
    /// <summary>Which switch this is: <c>Simulator</c>, a switch in memory, <c>Asterisk</c>, or a name in <c>Platforms</c>.</summary>
    public string Platform { get; init; } = "Simulator";

    /// <summary>
    /// Platforms that are not part of HIS, by name: Assembly, the file to load, such as <c>/opt/acme/Acme.dll</c>. Their settings are those
    /// below <c>His:</c> and the name. They run with all rights of HIS: take none that you would not run as a program.
    /// </summary>
    public IReadOnlyDictionary<string, PlatformOptions> Platforms { get; init; } =
        new Dictionary<string, PlatformOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The folder of MediaBar's build, served at <c>/</c>. Default: <c>web</c> beside the program, which packages have. Without it only the
    /// bus and HTTP calls are served.
    /// </summary>
    public string? MediaBarPath { get; init; } = Packaged("web");

    /// <summary>Whether HIS may listen without TLS beyond this machine. Passwords would be readable on the way.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>
    /// The proxies in front of HIS whose word counts for who their client is (X-Forwarded-For) and whether it encrypts
    /// (X-Forwarded-Proto): addresses such as 127.0.0.1, networks such as 10.0.0.0/28, or unix for a Unix socket. Default: none, and nobody's does.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Which origins may show MediaBar in a frame, such as <c>https://crm.example</c>. Default: its own alone.</summary>
    public IReadOnlyList<string> FrameAncestors { get; init; } = [];

    /// <summary>The folder of what HIS keeps, such as its agents. Default: <c>his</c> in XDG_DATA_HOME or in <c>~/.local/share</c>.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Agents besides those of <c>agents.json</c>, for switches that have no agents of their own: Id, Name, PasswordHash, Endpoint, Switch, Queues, Dial.</summary>
    public IReadOnlyList<AgentOptions> Agents { get; init; } = [];

    private static string? Packaged(string folder)
    {
        var path = Path.Combine(AppContext.BaseDirectory, folder);
        return Directory.Exists(path) ? path : null;
    }

    public string? Validate() =>
        MediaBarPath is not null && !Directory.Exists(MediaBarPath) ? $"His:MediaBarPath is '{MediaBarPath}'; there is no such folder."
        : ValidateDirectory() ?? ProxySetting.Validate("His:TrustedProxies", TrustedProxies) ?? OriginSetting.Validate("His:FrameAncestors", FrameAncestors);

    /// <summary>As <see cref="Validate"/>, about what the directory of agents is made of.</summary>
    public string? ValidateDirectory() =>
        DataDirectory is not null && !Path.IsPathFullyQualified(DataDirectory) ? $"His:DataDirectory is '{DataDirectory}'; it must be a whole path, such as /var/lib/his."
        : AgentOptions.Validate(Agents);
}

/// <summary>A platform that is not part of HIS. Section <c>His:Platforms:NAME</c>.</summary>
internal sealed record PlatformOptions
{
    /// <summary>The file of its assembly.</summary>
    public string? Assembly { get; init; }
}
