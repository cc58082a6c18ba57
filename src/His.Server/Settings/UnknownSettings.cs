using System.Globalization;

namespace His.Server.Settings;

/// <summary>Finds unknown settings: most are typos, and the default would silently apply.</summary>
internal static class UnknownSettings
{
    /// <summary>The full name of the first setting that no type has; <see langword="null"/> for none.</summary>
    public static string? First(IConfigurationSection root, IReadOnlyList<(string Section, Type Type)> sections) =>
        root.GetChildren().Select(child => First(child, sections, TypesOf(root.Path, sections))).FirstOrDefault(found => found is not null);

    private static string? First(IConfigurationSection at, IReadOnlyList<(string Section, Type Type)> sections, IReadOnlyList<Type> parents)
    {
        IReadOnlyList<Type> types = [.. parents.Select(parent => Member(parent, at.Key)).OfType<Type>(), .. TypesOf(at.Path, sections)];
        return types.Count == 0
            ? at.Path
            : at.GetChildren().Select(child => First(child, sections, types)).FirstOrDefault(found => found is not null);
    }

    private static List<Type> TypesOf(string path, IReadOnlyList<(string Section, Type Type)> sections) =>
        [.. sections.Where(s => string.Equals(s.Section, path, StringComparison.OrdinalIgnoreCase)).Select(s => s.Type)];

    /// <summary>
    /// Returns the type of a settable member: by its name, in a list by its index, in a dictionary by any key; <see langword="null"/> for
    /// none.
    /// </summary>
    private static Type? Member(Type type, string key)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return type.GetGenericArguments()[1];
        }

        if (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            return int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? type.GetGenericArguments()[0] : null;
        }

        return type.GetProperties()
            .FirstOrDefault(property => property.CanWrite && string.Equals(property.Name, key, StringComparison.OrdinalIgnoreCase))
            ?.PropertyType;
    }
}
