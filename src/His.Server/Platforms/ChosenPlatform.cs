using System.Collections;
using His.Platform;
using His.Server.Settings;
using Microsoft.Extensions.Options;

namespace His.Server.Platforms;

/// <summary>A configured platform, with its settings.</summary>
/// <param name="Name">The name on the bus, in logs and in the journal.</param>
/// <param name="Section">The section with its settings.</param>
/// <param name="Factory">Makes the platform.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record ChosenPlatform(string Name, string Section, IPlatformFactory Factory, object Settings)
{
    /// <summary>Whether it is an entry of the list; the platform of the short form has its own name, as in the records of its sessions.</summary>
    public bool IsListed { get; init; }

    /// <inheritdoc cref="PlatformEntryOptions.Required"/>
    public bool IsRequired { get; init; } = true;

    /// <inheritdoc cref="PlatformEntryOptions.LeaveBehind"/>
    public bool LeaveBehind { get; init; }

    /// <inheritdoc cref="PlatformEntryOptions.Authority"/>
    public bool IsAuthority { get; init; }

    /// <inheritdoc cref="PlatformEntryOptions.AgentIds"/>
    public IReadOnlyDictionary<string, string> AgentIds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Loads the platforms in the settings, one or several, and reads their sections.</summary>
    /// <exception cref="OptionsValidationException">A platform cannot be loaded, or a setting is wrong.</exception>
    public static IReadOnlyList<ChosenPlatform> ReadAll(IConfiguration configuration)
    {
        var only = Read(configuration);
        var entries = PlatformCatalog.Entries(configuration);
        return entries.Count switch
        {
            0 => [only],
            > PlatformEntryOptions.MaxCount => throw StartupError.Create(
                $"His:Platforms has more than {PlatformEntryOptions.MaxCount} entries."
            ),
            _ => Distinct([.. entries.Select((entry, index) => Read(configuration, entry, isFirst: index == 0))]),
        };
    }

    private static ChosenPlatform Read(IConfiguration configuration, IConfigurationSection section, bool isFirst)
    {
        var entry = (PlatformEntryOptions)HisSettings.Section(configuration, section.Path, typeof(PlatformEntryOptions), isWhole: false);
        if (entry.Validate(section.Path) is { } problem)
        {
            throw StartupError.Create(problem);
        }

        var factory = PlatformCatalog.Of(configuration).Load(entry.Type, $"{section.Path}:{nameof(PlatformEntryOptions.Type)}");
        var own = typeof(PlatformEntryOptions).GetProperties().Where(it => it.CanWrite).Select(it => it.Name).ToList();
        var layered = LayeredConfiguration.Of(configuration.GetSection($"His:{entry.Type}"), names: "", section, except: own);

        var settings = SettingsOf(layered, layered.GetSection(section.Path), factory.SettingsType);
        return new ChosenPlatform(entry.Name, section.Path, factory, settings)
        {
            IsListed = true,
            IsRequired = entry.Required ?? isFirst,
            LeaveBehind = entry.LeaveBehind,
            IsAuthority = entry.Authority,
            AgentIds = entry.AgentIds,
        };
    }

    private static IReadOnlyList<ChosenPlatform> Distinct(IReadOnlyList<ChosenPlatform> all) =>
        all.GroupBy(it => it.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(it => it.Count() > 1) is { } twice
            ? throw StartupError.Create($"{twice.Last().Section}:Name is '{twice.Last().Name}', as in {twice.First().Section}.")
        : all.Where(it => it.IsAuthority).Skip(1).FirstOrDefault() is { } second
            ? throw StartupError.Create($"{second.Section}:Authority: only one platform can authenticate the agents.")
        : all.Any(it => it.IsRequired) ? all
        : throw StartupError.Create("His:Platforms: at least one platform must be Required.");

    private static ChosenPlatform Read(IConfiguration configuration)
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
        return new ChosenPlatform(chosen, $"His:{chosen}", factory, settings);
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
