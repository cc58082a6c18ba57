using Microsoft.Extensions.Logging.Console;

namespace His.Server;

/// <summary>Integration with systemd and Windows services; does nothing if HIS was not started by one of them.</summary>
internal static class Service
{
    private const string Default = "simple";

    /// <summary>
    /// Notifies the service manager when HIS has started and when it stops. Under systemd, log lines have the priorities of the journal,
    /// unless the settings name another format; under Windows, they also go to the event log.
    /// </summary>
    public static void RunAsService(this WebApplicationBuilder builder)
    {
        builder.Services.AddSystemd();
        builder.Services.AddWindowsService(service => service.ServiceName = "HIS");
        var format = LogFormat(builder.Configuration);
        if (!string.Equals(format, Default, StringComparison.OrdinalIgnoreCase))
        {
            builder.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = format); // AddSystemd replaces it
        }
    }

    /// <summary>Whether standard output has JSON objects only, one per line.</summary>
    public static bool LogsJson(IConfiguration configuration) =>
        string.Equals(LogFormat(configuration), ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase);

    private static string LogFormat(IConfiguration configuration) => configuration["Logging:Console:FormatterName"] ?? Default;
}
