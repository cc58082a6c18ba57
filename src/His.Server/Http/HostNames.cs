using His.Server.Settings;

namespace His.Server.Http;

/// <summary>
/// Serves only the host names in <c>AllowedHosts</c>, as ASP.NET Core does, but also logs the rejected name and returns problem details.
/// Health is served for any name, because load balancers may use an IP address only.
/// </summary>
internal static partial class HostNames
{
    public static void UseHostNames(this WebApplication server, HisSettings settings)
    {
        var names = settings
            .Listening.AllowedHosts.Select(name => (Microsoft.Extensions.Primitives.StringSegment)new HostString(name).ToUriComponent())
            .ToList();
        if (names.Count == 0)
        {
            return;
        }

        var log = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HostNames).FullName!);
        server.Use(
            async (context, next) =>
            {
                var host = context.Request.Host;
                if (
                    !host.HasValue
                    || HostString.MatchesAny(host.Value, names)
                    || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
                )
                {
                    await next(context);
                    return;
                }

                LogRefused(log, Client.Of(context).Address, HeaderText.Of(host.Value));
                await TypedResults
                    .Problem(
                        "HIS does not accept this host name; see the setting AllowedHosts.",
                        statusCode: StatusCodes.Status400BadRequest
                    )
                    .ExecuteAsync(context);
            }
        );
    }

    [LoggerMessage(4008, LogLevel.Information, "Refused a request from {Address} for the host {Host}, which is not in AllowedHosts")]
    private static partial void LogRefused(ILogger log, string address, string host);
}
