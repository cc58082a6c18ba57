using His.Server.Platforms;
using Microsoft.Extensions.Configuration.Json;

namespace His.Server.Settings;

/// <summary>The known settings: HIS's own, and those of ASP.NET Core that affect HIS.</summary>
internal static class KnownSettings
{
    private const string Logging = "Logging";

    /// <summary>Settings of ASP.NET Core that are not sections.</summary>
    private static readonly string[] Single =
    [
        "urls",
        "http_ports",
        "https_ports",
        "AllowedHosts",
        "ForwardedHeaders_Enabled",
        "environment",
    ];

    /// <summary>Whether a setting of this name exists, such as <c>His:Bus:PingInterval</c>.</summary>
    public static bool Has(string key)
    {
        var alone = new ConfigurationBuilder().AddInMemoryCollection([new(key, "")]).Build();
        var sections = Sections(PlatformCatalog.Shipped);
        return !key.StartsWith('-')
            && (
                Single.Contains(key, StringComparer.OrdinalIgnoreCase)
                || PlatformCatalog.Entries(alone) is [{ } entry] && entry.GetChildren().Any() // the rest depends on its type: Validate
                || (
                    key.Contains(':', StringComparison.Ordinal)
                    && UnknownIn(alone, sections) is null
                    && alone.GetChildren().Any(it => IsSection(it, sections))
                )
            );
    }

    /// <summary>
    /// Finds the first unknown setting, in the sections of HIS and of its web server or at the top of a file; <see langword="null"/> for
    /// none.
    /// </summary>
    public static string? Validate(IConfiguration configuration)
    {
        var catalog = PlatformCatalog.Of(configuration);
        IReadOnlyList<(string Section, Type Type)> sections = [.. Sections(catalog), .. EntrySections(configuration, catalog)];
        return UnknownIn(configuration, sections) is { } unknown
            ? $"Unknown setting '{unknown}'. Run with --help to list all settings."
            : FileComplaint(configuration, sections);
    }

    private static IReadOnlyList<(string Section, Type Type)> Sections(PlatformCatalog platforms) =>
        [.. HisSettings.OwnSections, .. platforms.Sections(), (KestrelSettings.Section, typeof(KestrelSettings))];

    /// <summary>The entries of the list of platforms: each has settings of its own, and those of its type.</summary>
    private static IEnumerable<(string Section, Type Type)> EntrySections(IConfiguration configuration, PlatformCatalog catalog)
    {
        foreach (var entry in PlatformCatalog.Entries(configuration))
        {
            yield return (entry.Path, typeof(PlatformEntryOptions));
            if (entry[nameof(PlatformEntryOptions.Type)] is { Length: > 0 } type)
            {
                yield return (entry.Path, catalog.Load(type, $"{entry.Path}:{nameof(PlatformEntryOptions.Type)}").SettingsType);
            }
        }
    }

    private static string? UnknownIn(IConfiguration configuration, IReadOnlyList<(string Section, Type Type)> sections) =>
        sections
            .Select(it => it.Section)
            .Where(it => !it.Contains(':', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Select(it => UnknownSettings.First(configuration.GetSection(it), sections))
            .FirstOrDefault(it => it is not null);

    /// <summary>Checks files only: the environment has many variables that are not for HIS; its files should have none.</summary>
    private static string? FileComplaint(IConfiguration configuration, IReadOnlyList<(string Section, Type Type)> sections) =>
        (configuration as IConfigurationRoot)
            ?.Providers.OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], parentPath: null), (file, key) => (File: file.Source.Path, Key: key))
            .Where(it =>
                !Single.Contains(it.Key, StringComparer.OrdinalIgnoreCase) && !IsSection(configuration.GetSection(it.Key), sections)
            )
            .Select(it => $"Unknown setting '{it.Key}' in {it.File}. Run with --help to list all settings.")
            .FirstOrDefault();

    private static bool IsSection(IConfigurationSection top, IReadOnlyList<(string Section, Type Type)> sections) =>
        string.Equals(top.Key, Logging, StringComparison.OrdinalIgnoreCase)
        || sections.Any(it => string.Equals(it.Section, top.Key, StringComparison.OrdinalIgnoreCase));
}
