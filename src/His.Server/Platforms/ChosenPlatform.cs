using His.Platform;
using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>The platform of this HIS, with its settings.</summary>
internal sealed record ChosenPlatform(string Name, IPlatformFactory Factory, object Settings)
{
    /// <summary>Loads the platform that the settings name and reads its section.</summary>
    public static ChosenPlatform Read(IConfiguration configuration)
    {
        var (catalog, chosen) = (PlatformCatalog.Of(configuration), configuration["His:Platform"] ?? new ServerOptions().Platform);
        foreach (var (section, type) in catalog.Sections())
        {
            SettingsOf(configuration, configuration.GetSection(section), type); // what cannot be read is an error, also of a platform that is not at work
        }

        var factory = catalog.Load(chosen);
        return new ChosenPlatform(chosen, factory, SettingsOf(configuration, configuration.GetSection($"His:{chosen}"), factory.SettingsType));
    }

    /// <summary>Makes the platform. What a foreign one throws stops the start with a sentence.</summary>
    public IPlatform Create(PlatformServices services)
    {
        try
        {
            return Factory.Create(Settings, services);
        }
        catch (Exception wrong) when (wrong is not Microsoft.Extensions.Options.OptionsValidationException)
        {
            throw StartupError.Create($"the platform {Name} could not be made: its factory threw {wrong.GetType().Name}: {wrong.Message}");
        }
    }

    /// <summary>
    /// Reads a section. In a property that is a dictionary of the same type, each entry has the settings of the section too, and its own laid over
    /// them: so several switches of one kind are set.
    /// </summary>
    private static object SettingsOf(IConfiguration configuration, IConfigurationSection section, Type type)
    {
        var settings = HisSettings.Section(configuration, section.Path, type, isWhole: true);
        foreach (var property in type.GetProperties().Where(it => it.CanWrite && it.PropertyType == typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), type)))
        {
            var entries = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), type), StringComparer.OrdinalIgnoreCase)!;
            foreach (var entry in section.GetSection(property.Name).GetChildren())
            {
                entries[entry.Key] = HisSettings.Section(LayeredConfiguration.Of(section, property.Name, entry), entry.Path, type, isWhole: true);
            }

            property.SetValue(settings, entries);
        }

        return settings;
    }
}
