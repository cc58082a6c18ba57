using System.Net;

namespace His.Platform.Simulator;

/// <summary>How the simulated switch starts. What may change while it runs is in <see cref="SimulatorSettings"/>.</summary>
public sealed record SimulatorOptions
{
    /// <summary>
    /// Where the switch runs. <c>InProcess</c>: in HIS, and it forgets everybody when HIS stops. <c>Separate</c>: in a process of its own,
    /// <c>his simulator</c>, and it lives on as real switches do; the settings about the switch itself are read by that process.
    /// </summary>
    public string Mode { get; init; } = "InProcess";

    /// <summary>Separate: where that process listens. 127.0.0.1; no other machine, for passwords travel there as they are.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Separate: on which port it listens. 5090.</summary>
    public int Port { get; init; } = 5090;

    /// <summary>Separate: on which port that process serves the switch's other side, <c>/simulator/...</c>. 5091.</summary>
    public int PanelPort { get; init; } = 5091;

    /// <summary>The password of every agent. Default: none, and a random one is made at start, so that no installation has a known one.</summary>
    public string? Password { get; init; }

    /// <summary>Whether channels are inactive after a log-on. Default false: they are active and Not Ready, so that a newcomer can go Ready at once.</summary>
    public bool StartInactive { get; init; }

    /// <summary>How many agents there are besides 1001, 1002 and 1003: 100001, 100002 and so on. Default 0; for load, at most 1,000,000.</summary>
    public int Agents { get; init; }

    /// <summary>How long the switch takes for each command, in milliseconds, at most 60,000. Default 0.</summary>
    public int LatencyMs { get; init; }

    /// <summary>
    /// How late <see cref="FaultBehaviour.LateOk"/> is, in milliseconds, at most 600,000. Default 12,000: beyond the 10 s for which HIS
    /// waits for one step.
    /// </summary>
    public int LateMs { get; init; } = 12_000;

    /// <summary>Whether an interaction that was connected ends in wrap-up. Default true.</summary>
    public bool WrapUp { get; init; } = true;

    /// <summary>Whether <see cref="SimulatedSwitch.Commands"/> is kept from the start. Default false: under load it is only a cost.</summary>
    public bool RecordCommands { get; init; }

    /// <summary>
    /// Whether other machines may play the switch's other side over HTTP, <c>/simulator/...</c>, which takes no password. Default false:
    /// programs of this machine and pages of HIS that are shown on it.
    /// </summary>
    public bool AllowRemote { get; init; }

    /// <summary>Where a switch in a process of its own listens; <see langword="null"/> where <see cref="Host"/> is not of this machine alone.</summary>
    public IPEndPoint? Address => ThisMachine is { } here && Port is >= 0 and <= 65535 ? new IPEndPoint(here, Port) : null;

    /// <summary>What is wrong with these options, or <see langword="null"/>.</summary>
    public string? Problem => this switch
    {
        _ when Mode is not ("InProcess" or "Separate") => $"Mode is '{Mode}'; it must be InProcess or Separate.",
        _ when ThisMachine is null => $"Host is '{Host}'; it must be an address of this machine alone, such as 127.0.0.1.",
        { Port: < 0 or > 65535 } or { PanelPort: < 0 or > 65535 } => "Port and PanelPort must be 0 to 65535.",
        { Password.Length: 0 or > 256 } => "Password must have 1 to 256 characters.",
        { Agents: < 0 or > 1_000_000 } => "Agents must be 0 to 1,000,000.",
        { LatencyMs: < 0 or > 60_000 } => "LatencyMs must be 0 to 60,000.",
        { LateMs: < 0 or > 600_000 } => "LateMs must be 0 to 600,000.",
        _ => null,
    };

    /// <summary>Everything but the password, which has no place in a text.</summary>
    public override string ToString() =>
        $"SimulatorOptions {{ StartInactive = {StartInactive}, Agents = {Agents}, LatencyMs = {LatencyMs}, LateMs = {LateMs}, WrapUp = {WrapUp} }}";

    private IPAddress? ThisMachine =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip) ? ip
        : null;
}
