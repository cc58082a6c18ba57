using His.Server.Agents;

namespace His.Server.Settings;

/// <summary>Settings of the process as a whole. Section <c>His</c>.</summary>
internal sealed record ServerOptions
{
    /// <summary>
    /// The switch: <c>Simulator</c>, a switch in memory, <c>Asterisk</c>, or a name in <c>Platforms</c>. Default: <c>Simulator</c>.
    /// </summary>
    public string Platform { get; init; } = "Simulator";

    /// <summary>
    /// Platforms that are not part of HIS, by name: Assembly is the full path of the file to load, such as <c>/opt/acme/Acme.dll</c>. Their
    /// settings are in <c>His:</c> followed by the name. They run with all rights of HIS: load only what you would run as a program.
    /// Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, PlatformOptions> Platforms { get; init; } =
        new Dictionary<string, PlatformOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The folder of MediaBar's build, served at <c>/</c>. Default: <c>web</c> beside the program, which packages have; without it, none,
    /// and only the bus and HTTP calls are served.
    /// </summary>
    public string? MediaBarPath { get; init; } = Packaged("web");

    /// <summary>Whether HIS may listen without TLS beyond this machine; passwords are then readable in transit. Default: false.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>
    /// Proxies in front of HIS that are trusted to report the client's address (X-Forwarded-For) and whether it uses TLS
    /// (X-Forwarded-Proto): addresses such as 127.0.0.1, networks such as 10.0.0.0/28, or unix for a Unix socket. Default: none.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Origins besides HIS's own that may show MediaBar in a frame, such as <c>https://crm.example</c>. Default: none.</summary>
    public IReadOnlyList<string> FrameAncestors { get; init; } = [];

    /// <summary>
    /// Full path of the folder for the data of HIS: the store and <c>agents.json</c>. Default: <c>his</c> in XDG_DATA_HOME or in
    /// <c>~/.local/share</c>.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>
    /// Agents besides those in <c>agents.json</c>, for switches that have no agents of their own; each with Id, Name, PasswordHash,
    /// Endpoint, Switch, Queues, Dial. Default: none.
    /// </summary>
    public IReadOnlyList<AgentOptions> Agents { get; init; } = [];

    private static string? Packaged(string folder)
    {
        var path = Path.Combine(AppContext.BaseDirectory, folder);
        return Directory.Exists(path) ? path : null;
    }

    public string? Validate() =>
        MediaBarPath is not null && !Directory.Exists(MediaBarPath)
            ? $"His:MediaBarPath is '{MediaBarPath}'; the folder does not exist."
            : ValidateDirectory()
                ?? ProxySetting.Validate("His:TrustedProxies", TrustedProxies)
                ?? OriginSetting.Validate("His:FrameAncestors", FrameAncestors);

    /// <summary>Validates the data folder and the agents in the settings only.</summary>
    public string? ValidateDirectory() =>
        DataDirectory is not null && !Path.IsPathFullyQualified(DataDirectory)
            ? $"His:DataDirectory is '{DataDirectory}'; it must be an absolute path, such as /var/lib/his."
            : AgentOptions.Validate(Agents);
}

/// <summary>A platform that is not part of HIS. Section <c>His:Platforms:NAME</c>.</summary>
internal sealed record PlatformOptions
{
    /// <summary>Full path of the assembly file.</summary>
    public string? Assembly { get; init; }
}
