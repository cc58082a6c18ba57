using System.Globalization;

namespace His.Server.Settings;

/// <summary>
/// Overlays the settings of a named section on those common to all such sections. Lists are replaced, not merged by index.
/// </summary>
internal static class LayeredConfiguration
{
    /// <summary>Merges the settings of the named section under its own path, so that an error names the setting as written.</summary>
    /// <param name="common">The section with the common settings.</param>
    /// <param name="names">The key in <paramref name="common"/> that holds the named sections; it is not common to them.</param>
    /// <param name="named">The named section.</param>
    /// <param name="except">Keys of the named section that are left out; null for none.</param>
    public static IConfiguration Of(
        IConfigurationSection common,
        string names,
        IConfigurationSection named,
        IReadOnlyCollection<string>? except = null
    )
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in common.GetChildren().Where(child => !string.Equals(child.Key, names, StringComparison.OrdinalIgnoreCase)))
        {
            Take(child, $"{named.Path}:{child.Key}", settings);
        }

        foreach (var child in named.GetChildren().Where(child => except?.Contains(child.Key, StringComparer.OrdinalIgnoreCase) is not true))
        {
            Take(child, child.Path, settings);
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    private static void Take(IConfigurationSection section, string path, Dictionary<string, string?> settings)
    {
        IConfigurationSection[] children = [.. section.GetChildren()];
        if (children.Length == 0 || children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            // A value, an empty list or a list replaces the previous value with everything below it.
            foreach (var before in settings.Keys.Where(key => key.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase)).ToArray())
            {
                settings.Remove(before);
            }

            settings.Remove(path);
        }

        if (section.Value is not null)
        {
            settings[path] = section.Value;
        }

        foreach (var child in children)
        {
            Take(child, $"{path}:{child.Key}", settings);
        }
    }
}
