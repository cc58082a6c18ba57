using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>Makes the platform of one Asterisk or of several.</summary>
public sealed class AsteriskPlatformFactory : IPlatformFactory
{
    /// <inheritdoc/>
    public Type SettingsType => typeof(AsteriskOptions);

    /// <inheritdoc/>
    public string? Validate(object settings)
    {
        var problems = AsteriskOptionsValidator.Problems((AsteriskOptions)settings).ToArray();
        return problems.Length == 0 ? null : string.Join("; ", problems);
    }

    /// <inheritdoc/>
    public IPlatform Create(object settings, IServiceProvider services) =>
        new AsteriskPlatform(
            (AsteriskOptions)settings,
            services.GetRequiredService<IAgentDirectory>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<AsteriskPlatform>>()
        );
}
