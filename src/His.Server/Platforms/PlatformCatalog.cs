using System.Globalization;
using System.Reflection;
using His.Platform;
using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>The available platforms: those that the project file ships with HIS, and those in the settings.</summary>
internal sealed class PlatformCatalog
{
    private const string Section = "His:Platforms";
    private const string ShippedPrefix = "Platform:";

    /// <summary>The assembly by platform name: its name if shipped, otherwise its path and the setting that has it.</summary>
    private readonly SortedDictionary<string, (string Assembly, string? Setting)> _platforms = new(StringComparer.OrdinalIgnoreCase);

    private PlatformCatalog(IConfiguration configuration)
    {
        var metadata = typeof(PlatformCatalog).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        foreach (var shipped in metadata.Where(it => it.Key.StartsWith(ShippedPrefix, StringComparison.Ordinal)))
        {
            _platforms[shipped.Key[ShippedPrefix.Length..]] = (shipped.Value!, null);
        }

        foreach (var entry in configuration.GetSection(Section).GetChildren().Where(it => !IsEntry(it)))
        {
            _platforms[entry.Key] = (entry["Assembly"] ?? "", $"{entry.Path}:Assembly");
        }
    }

    /// <summary>The platforms shipped with HIS only.</summary>
    public static PlatformCatalog Shipped { get; } = new(new ConfigurationBuilder().Build());

    public IEnumerable<string> Names => _platforms.Keys;

    /// <summary>The entries of the list of platforms, in order; empty if <c>His:Platform</c> is the only one.</summary>
    public static IReadOnlyList<IConfigurationSection> Entries(IConfiguration configuration) =>
        [
            .. configuration
                .GetSection(Section)
                .GetChildren()
                .Where(IsEntry)
                .OrderBy(it => int.Parse(it.Key, NumberStyles.None, CultureInfo.InvariantCulture)),
        ];

    public static PlatformCatalog Of(IConfiguration configuration) => new(configuration);

    /// <summary>Loads all platforms and returns the section and type of the settings of each.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// A platform cannot be loaded; the message has the reason.
    /// </exception>
    public IEnumerable<(string Section, Type Type)> Sections() => _platforms.Keys.Select(name => ($"His:{name}", Load(name).SettingsType));

    /// <summary>Loads a platform.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="setting">The setting that names it, for the message.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// No platform has that name, or it cannot be loaded; the message has the reason.
    /// </exception>
    public IPlatformFactory Load(string name, string setting = "His:Platform") =>
        !_platforms.TryGetValue(name, out var platform)
            ? throw StartupError.Create($"{setting} is '{name}'; it must be {string.Join(" or ", Names)}, or have an entry in {Section}.")
        : platform.Setting is null ? PlatformLoader.LoadShipped(platform.Assembly)
        : IsOfHis(name)
            ? throw StartupError.Create($"{Section}:{name} is the name of a setting of HIS; choose another name for the platform.")
        : PlatformLoader.Load(platform.Setting, platform.Assembly);

    /// <summary>The folder of the XML documentation of a platform's settings; <see langword="null"/> if it is beside the program.</summary>
    public string? FolderOf(string name) =>
        _platforms[name] is { Setting: not null, Assembly: { Length: > 0 } path } ? Path.GetDirectoryName(path) : null;

    /// <summary>Whether a section is an entry of the list, and not a platform that is not part of HIS: its key is a number.</summary>
    private static bool IsEntry(IConfigurationSection section) =>
        int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsOfHis(string name) =>
        HisSettings.OwnSections.Any(it => string.Equals(it.Section, $"His:{name}", StringComparison.OrdinalIgnoreCase))
        || HisSettings
            .OwnSections.Where(it => it.Section == "His")
            .SelectMany(it => it.Type.GetProperties())
            .Any(it => string.Equals(it.Name, name, StringComparison.OrdinalIgnoreCase));
}
