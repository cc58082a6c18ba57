using System.Globalization;

namespace His.Server.Settings;

/// <summary>
/// Lays the settings of a named section over those that all such sections have in common. A value replaces a value; a list replaces
/// a list as a whole, for entry by entry nobody could say what is in it.
/// </summary>
internal static class LayeredConfiguration
{
    /// <summary>The settings of the named section, under its own path, so that a complaint names what somebody wrote.</summary>
    /// <param name="common">What all have in common.</param>
    /// <param name="names">The part of <paramref name="common"/> in which the named sections are; it is not common to them.</param>
    /// <param name="named">The section.</param>
    public static IConfiguration Of(IConfigurationSection common, string names, IConfigurationSection named)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var child in common.GetChildren().Where(child => !string.Equals(child.Key, names, StringComparison.OrdinalIgnoreCase)))
        {
            Take(child, $"{named.Path}:{child.Key}", settings);
        }

        foreach (var child in named.GetChildren())
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
            // A value, an empty list or a list: what was there is gone, with all that was below it.
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
