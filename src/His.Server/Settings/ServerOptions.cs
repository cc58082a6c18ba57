namespace His.Server.Settings;

/// <summary>What the process as a whole is told. Section <c>His</c>.</summary>
internal sealed record ServerOptions
{
    /// <summary>Which switch this is: <c>Simulator</c>, a switch in memory, or <c>Asterisk</c>.</summary>
    public string Platform { get; init; } = "Simulator";

    /// <summary>The folder of MediaBar's build, served at <c>/</c>. Without it only the bus and HTTP calls are served.</summary>
    public string? Web { get; init; }

    /// <summary>Whether HIS may listen without TLS beyond this machine. Passwords would be readable on the way.</summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>Which origins may show MediaBar in a frame, such as <c>https://crm.example</c>. Default: its own alone.</summary>
    public IReadOnlyList<string> FrameAncestors { get; init; } = [];

    public string? Complaint() =>
        Platform is not ("Simulator" or "Asterisk") ? $"His:Platform is '{Platform}'; it must be Simulator or Asterisk."
        : Web is not null && !Directory.Exists(Web) ? $"His:Web is '{Web}'; there is no such folder."
        : OriginSetting.Complaint("His:FrameAncestors", FrameAncestors);
}
