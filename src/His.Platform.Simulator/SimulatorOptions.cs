using System.Net;

namespace His.Platform.Simulator;

/// <summary>
/// The start settings of the simulated switch, bound from <c>His:Simulator</c>. <see cref="SimulatorSettings"/> may change while it runs.
/// </summary>
public sealed record SimulatorOptions
{
    /// <summary>
    /// Where the switch runs. Default <c>InProcess</c>: in HIS; it loses its state when HIS stops. <c>Separate</c>: in a process of its
    /// own, <c>his simulator</c>; it outlives HIS as real switches do, and that process reads the settings of the switch itself.
    /// </summary>
    public string Mode { get; init; } = "InProcess";

    /// <summary>
    /// Separate: the address on which that process listens. Default 127.0.0.1. Must be loopback, because passwords travel there in clear
    /// text.
    /// </summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Separate: the port on which it listens, 0 to 65535; 0 for any free port. Default 5090.</summary>
    public int Port { get; init; } = 5090;

    /// <summary>
    /// Separate: the port on which that process serves the switch's other side, <c>/simulator/...</c>; 0 to 65535. Default 5091.
    /// </summary>
    public int PanelPort { get; init; } = 5091;

    /// <summary>
    /// The password of every agent, 1 to 256 characters. Null: a random one is made at start, so that no installation has a known password.
    /// </summary>
    public string? Password { get; init; }

    /// <summary>
    /// Whether channels are inactive after a log-on. Default false: they are active and Not Ready, so that a newcomer can go Ready at once.
    /// </summary>
    public bool StartInactive { get; init; }

    /// <summary>
    /// The channels of every agent: <c>phone</c>, <c>chat</c>, <c>email</c>, or some of them. Null or empty: all three, which is the default.
    /// With several platforms a channel is at one of them.
    /// </summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>The number of agents besides 1001, 1002 and 1003, for load: 100001, 100002 and so on; 0 to 1,000,000. Default 0.</summary>
    public int Agents { get; init; }

    /// <summary>The latency of each command, 0 to 1 minute. Default 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// The delay of <see cref="FaultBehaviour.LateOk"/>, 0 to 10 minutes. Default 12 s: beyond the 10 s for which HIS waits for one step.
    /// </summary>
    public TimeSpan LateOkDelay { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Whether an interaction that was connected ends in wrap-up. Default true.</summary>
    public bool WrapUp { get; init; } = true;

    /// <summary>
    /// Whether <see cref="SimulatedSwitch.Commands"/> is recorded from the start. Default false: under load it is only a cost.
    /// </summary>
    public bool RecordCommands { get; init; }

    /// <summary>
    /// Whether other machines may control the switch's other side over HTTP, <c>/simulator/...</c>, which needs no password. Default false:
    /// only programs of this machine, and pages of HIS shown on it.
    /// </summary>
    public bool AllowRemote { get; init; }

    /// <summary>The endpoint of a switch in a process of its own; <see langword="null"/> if <see cref="Host"/> is not loopback.</summary>
    public IPEndPoint? Address => ThisMachine is { } here && Port is >= 0 and <= 65535 ? new IPEndPoint(here, Port) : null;

    /// <summary>The problem with these options, or <see langword="null"/> if they are valid.</summary>
    public string? Problem =>
        this switch
        {
            _ when Mode is not ("InProcess" or "Separate") => $"Mode is '{Mode}'; it must be InProcess or Separate.",
            _ when ThisMachine is null => $"Host is '{Host}'; it must be a loopback address, such as 127.0.0.1.",
            { Port: < 0 or > 65535 } or { PanelPort: < 0 or > 65535 } => "Port and PanelPort must be between 0 and 65535.",
            { Password.Length: 0 or > 256 } => "Password must have 1 to 256 characters.",
            { Channels: { } channels } when channels.Any(it => !AllChannels.Any(known => known.Id == it)) =>
                $"Channels must be some of {string.Join(", ", AllChannels.Select(it => it.Id))}.",
            { Agents: < 0 or > 1_000_000 } => "Agents must be between 0 and 1,000,000.",
            { Latency.TotalMinutes: < 0 or > 1 } => "Latency must be 0 to 1 minute.",
            { LateOkDelay.TotalMinutes: < 0 or > 10 } => "LateOkDelay must be 0 to 10 minutes.",
            _ => null,
        };

    /// <summary>Everything but the password, which must not end up in logs.</summary>
    public override string ToString() =>
        $"SimulatorOptions {{ StartInactive = {StartInactive}, Agents = {Agents}, Latency = {Latency}, LateOkDelay = {LateOkDelay}, WrapUp = {WrapUp} }}";

    /// <summary>The channels of every agent.</summary>
    internal IReadOnlyList<PlatformChannel> PlatformChannels =>
        Channels is { Count: > 0 } some ? [.. AllChannels.Where(it => some.Contains(it.Id, StringComparer.Ordinal))] : AllChannels;

    private static readonly PlatformChannel[] AllChannels =
    [
        new("phone", ChannelType.Telephony),
        new("chat", ChannelType.Chat),
        new("email", ChannelType.Email),
    ];

    private IPAddress? ThisMachine =>
        string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out var ip) && IPAddress.IsLoopback(ip) ? ip
        : null;
}
