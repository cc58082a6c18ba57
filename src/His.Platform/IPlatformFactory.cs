namespace His.Platform;

/// <summary>
/// Makes a platform. An assembly that HIS is to load has exactly one public class that implements this, with a public constructor
/// without parameters.
/// </summary>
public interface IPlatformFactory
{
    /// <summary>
    /// Gets the type of the settings: a class with a public constructor without parameters. Its public properties that can be set are read
    /// from the section <c>His:NAME</c>, NAME being the name of the platform in the settings of HIS. The values in a new instance are the
    /// defaults; <c>his --help</c> prints them, with the summaries in the XML documents beside the assembly.
    /// </summary>
    Type SettingsType { get; }

    /// <summary>Checks the settings, before anything is connected to.</summary>
    /// <param name="settings">An instance of <see cref="SettingsType"/>.</param>
    /// <returns>
    /// A sentence that names the setting and says what would be right, with which HIS does not start; <see langword="null"/> if the
    /// settings are valid.
    /// </returns>
    string? Validate(object settings);

    /// <summary>Makes the platform, and sends nothing to the switch yet. Called once.</summary>
    /// <param name="settings">An instance of <see cref="SettingsType"/> to which <see cref="Validate"/> did not object.</param>
    /// <param name="services">
    /// Has <see cref="TimeProvider"/>, <see cref="IAgentDirectory"/> (for a switch that does not know its agents), and
    /// <c>ILoggerFactory</c> and <c>ILogger&lt;T&gt;</c> of Microsoft.Extensions.Logging. Nothing else.
    /// </param>
    IPlatform Create(object settings, IServiceProvider services);
}
