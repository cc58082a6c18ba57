namespace His.Server.Settings;

/// <summary>Validates origins in the settings. They are compared letter by letter, so each must be written as browsers write it.</summary>
internal static class OriginSetting
{
    public static string? Validate(string setting, IReadOnlyList<string> origins)
    {
        var wrong = origins.FirstOrDefault(origin => !IsOrigin(origin));
        return wrong is null
            ? null
            : $"{setting} has '{wrong}'; it must be an origin as browsers write it, such as https://crm.example or http://localhost:8080.";
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.Ordinal)
        && !origin.EndsWith('.');
}
