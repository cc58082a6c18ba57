namespace His.Server.Settings;

/// <summary>
/// Validates the settings that .NET's logging reads on its own: an invalid level would end the start with a stack trace. Section
/// <c>Logging</c>.
/// </summary>
internal static class LoggingSettings
{
    private const string Levels = "LogLevel";

    private static readonly string[] Known = [Levels, "IncludeScopes", "Console", "Debug", "EventSource", "EventLog"];
    private static readonly string[] Forms = ["simple", "systemd", "json"];

    public static string? Validate(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        var form = logging["Console:FormatterName"];
        return logging
                .GetChildren()
                .Where(it => !Known.Contains(it.Key, StringComparer.OrdinalIgnoreCase))
                .Select(it => $"Unknown setting '{it.Path}'; it must be one of {string.Join(", ", Known)}.")
                .FirstOrDefault()
            ?? logging
                .GetChildren()
                .Prepend(logging)
                .SelectMany(it => it.GetSection(Levels).GetChildren())
                .Where(it => !IsLevel(it.Value))
                .Select(it => $"{it.Path} is '{it.Value}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.")
                .FirstOrDefault()
            ?? (
                form is null || Forms.Contains(form, StringComparer.OrdinalIgnoreCase)
                    ? null
                    : $"Logging:Console:FormatterName is '{form}'; it must be one of {string.Join(", ", Forms)}."
            );
    }

    private static bool IsLevel(string? value) => Enum.GetNames<LogLevel>().Contains(value, StringComparer.OrdinalIgnoreCase);
}
