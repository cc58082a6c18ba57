using His.Platform.Simulator.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace His.Platform.Simulator;

/// <summary>Makes the simulated switch, or the link to one that runs in a process of its own.</summary>
public sealed class SimulatorPlatformFactory : IPlatformFactory
{
    /// <inheritdoc/>
    public Type SettingsType => typeof(SimulatorOptions);

    /// <inheritdoc/>
    public string? Validate(object settings) => ((SimulatorOptions)settings).Problem is { } problem ? $"His:Simulator: {problem}" : null;

    /// <inheritdoc/>
    public IPlatform Create(object settings, IServiceProvider services)
    {
        var (options, time) = ((SimulatorOptions)settings, services.GetRequiredService<TimeProvider>());
        return options.Mode == "Separate"
            ? new RemoteSwitch(new RemoteOptions(options.Address!), time, services.GetRequiredService<ILogger<RemoteSwitch>>())
            : new SimulatedSwitch(options, time);
    }
}
