using System.Reflection;
using His.Platform;
using His.Server.Settings;

namespace His.Server.Platforms;

/// <summary>The platforms that HIS can work with: those that its project file ships with it, and those of the settings.</summary>
internal sealed class PlatformCatalog
{
    private const string Section = "His:Platforms";
    private const string ShippedPrefix = "Platform:";

    /// <summary>By name: the assembly's, or the path and the setting that names it.</summary>
    private readonly SortedDictionary<string, (string Assembly, string? Setting)> _platforms = new(StringComparer.OrdinalIgnoreCase);

    private PlatformCatalog(IConfiguration configuration)
    {
        var metadata = typeof(PlatformCatalog).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>();
        foreach (var shipped in metadata.Where(it => it.Key.StartsWith(ShippedPrefix, StringComparison.Ordinal)))
        {
            _platforms[shipped.Key[ShippedPrefix.Length..]] = (shipped.Value!, null);
        }

        foreach (var entry in configuration.GetSection(Section).GetChildren())
        {
            _platforms[entry.Key] = (entry["Assembly"] ?? "", $"{entry.Path}:Assembly");
        }
    }

    /// <summary>Those that HIS is shipped with, and no others.</summary>
    public static PlatformCatalog Shipped { get; } = new(new ConfigurationBuilder().Build());

    public IEnumerable<string> Names => _platforms.Keys;

    public static PlatformCatalog Of(IConfiguration configuration) => new(configuration);

    /// <summary>Each platform with the section of its settings. Loads them.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">One cannot be loaded; the message says why.</exception>
    public IEnumerable<(string Section, Type Type)> Sections() =>
        _platforms.Keys.Select(name => ($"His:{name}", Load(name).SettingsType));

    /// <summary>Loads a platform.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// There is none of that name, or it cannot be loaded; the message says why.
    /// </exception>
    public IPlatformFactory Load(string name) =>
        !_platforms.TryGetValue(name, out var platform)
            ? throw StartupError.Create($"His:Platform is '{name}'; it must be {string.Join(" or ", Names)}, or have an entry in {Section}.")
        : platform.Setting is null ? PlatformLoader.LoadShipped(platform.Assembly)
        : IsOfHis(name) ? throw StartupError.Create($"{Section}:{name} has the name of a setting of HIS; give the platform another.")
        : PlatformLoader.Load(platform.Setting, platform.Assembly);

    /// <summary>Where the documents of a platform's settings are, if not beside the program.</summary>
    public string? FolderOf(string name) =>
        _platforms[name] is { Setting: not null, Assembly: { Length: > 0 } path } ? Path.GetDirectoryName(path) : null;

    private static bool IsOfHis(string name) =>
        HisSettings.OwnSections.Any(it => string.Equals(it.Section, $"His:{name}", StringComparison.OrdinalIgnoreCase))
        || HisSettings.OwnSections.Where(it => it.Section == "His").SelectMany(it => it.Type.GetProperties())
            .Any(it => string.Equals(it.Name, name, StringComparison.OrdinalIgnoreCase));
}
