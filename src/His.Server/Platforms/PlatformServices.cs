using His.Platform;
using His.Server.Agents;

namespace His.Server.Platforms;

/// <summary>The services that HIS provides to a platform: those listed at <see cref="IPlatformFactory.Create"/>, and no others.</summary>
internal sealed class PlatformServices(IServiceProvider services) : IServiceProvider
{
    /// <summary>Whether the platform has requested the agent directory, because its switch does not model agents.</summary>
    public bool UsesDirectory { get; private set; }

    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(IAgentDirectory))
        {
            UsesDirectory = true;
            return services.GetRequiredService<AgentDirectory>();
        }

        return
            serviceType == typeof(TimeProvider)
            || serviceType == typeof(ILoggerFactory)
            || (serviceType.IsGenericType && serviceType.GetGenericTypeDefinition() == typeof(ILogger<>))
            ? services.GetService(serviceType)
            : null;
    }
}
