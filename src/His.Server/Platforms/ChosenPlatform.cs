using System.Collections;
using His.Platform;
using His.Server.Settings;
using Microsoft.Extensions.Options;

namespace His.Server.Platforms;

/// <summary>The configured platform, with its settings.</summary>
internal sealed record ChosenPlatform(string Name, IPlatformFactory Factory, object Settings)
{
    /// <summary>Loads the platform named in the settings and reads its section.</summary>
    /// <exception cref="OptionsValidationException">The platform cannot be loaded, or a setting is wrong.</exception>
    public static ChosenPlatform Read(IConfiguration configuration)
    {
        var catalog = PlatformCatalog.Of(configuration);
        var chosen = configuration["His:Platform"] ?? new ServerOptions().Platform;
        foreach (var (section, type) in catalog.Sections())
        {
            // A value that cannot be read is an error even if the platform is not the chosen one.
            SettingsOf(configuration, configuration.GetSection(section), type);
        }

        var factory = catalog.Load(chosen);
        var settings = SettingsOf(configuration, configuration.GetSection($"His:{chosen}"), factory.SettingsType);
        return new ChosenPlatform(chosen, factory, settings);
    }

    /// <summary>Creates the platform. An exception of its factory stops the start with a sentence.</summary>
    public IPlatform Create(PlatformServices services)
    {
        try
        {
            return Factory.Create(Settings, services);
        }
        catch (Exception wrong) when (wrong is not OptionsValidationException)
        {
            throw StartupError.Create(
                $"The platform {Name} could not be created: its factory threw {wrong.GetType().Name}: {wrong.Message}"
            );
        }
    }

    /// <summary>
    /// Reads a section. In a property that is a dictionary of the same type, each entry has the settings of the section overlaid with its
    /// own, which is how several switches of one kind are configured.
    /// </summary>
    private static object SettingsOf(IConfiguration configuration, IConfigurationSection section, Type type)
    {
        var settings = HisSettings.Section(configuration, section.Path, type, isWhole: true);
        var namedSettings = typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), type);
        var dictionary = typeof(Dictionary<,>).MakeGenericType(typeof(string), type);
        foreach (var property in type.GetProperties().Where(it => it.CanWrite && it.PropertyType == namedSettings))
        {
            var entries = (IDictionary)Activator.CreateInstance(dictionary, StringComparer.OrdinalIgnoreCase)!;
            foreach (var entry in section.GetSection(property.Name).GetChildren())
            {
                var layered = LayeredConfiguration.Of(section, property.Name, entry);
                entries[entry.Key] = HisSettings.Section(layered, entry.Path, type, isWhole: true);
            }

            property.SetValue(settings, entries);
        }

        return settings;
    }
}
