using His.Platform;
using His.Server.Agents;

namespace His.Server.Platforms;

/// <summary>The services that a platform gets of HIS, as <see cref="IPlatformFactory.Create"/> lists them, and no others.</summary>
internal sealed class PlatformServices(IServiceProvider services) : IServiceProvider
{
    /// <summary>Whether the platform has asked for the directory of agents: its switch does not know them.</summary>
    public bool UsesDirectory { get; private set; }

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IAgentDirectory))
        {
            UsesDirectory = true;
            return services.GetRequiredService<AgentDirectory>();
        }

        return serviceType == typeof(TimeProvider) || serviceType == typeof(ILoggerFactory)
            || (serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>))
            ? services.GetService(serviceType)
            : null;
    }
}
