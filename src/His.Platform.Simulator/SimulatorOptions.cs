namespace His.Platform.Simulator;

/// <summary>How the simulated switch starts. What may change while it runs is in <see cref="SimulatorSettings"/>.</summary>
public sealed record SimulatorOptions
{
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

    /// <summary>Whether <see cref="SimulatedSwitch.Told"/> is kept from the start. Default false: under load it is only a cost.</summary>
    public bool RecordCommands { get; init; }

    /// <summary>What is wrong with these options, or <see langword="null"/>.</summary>
    public string? Problem => this switch
    {
        { Password.Length: 0 or > 256 } => "Password must have 1 to 256 characters.",
        { Agents: < 0 or > 1_000_000 } => "Agents must be 0 to 1,000,000.",
        { LatencyMs: < 0 or > 60_000 } => "LatencyMs must be 0 to 60,000.",
        { LateMs: < 0 or > 600_000 } => "LateMs must be 0 to 600,000.",
        _ => null,
    };

    /// <summary>Everything but the password, which has no place in a text.</summary>
    public override string ToString() =>
        $"SimulatorOptions {{ StartInactive = {StartInactive}, Agents = {Agents}, LatencyMs = {LatencyMs}, LateMs = {LateMs}, WrapUp = {WrapUp} }}";
}
