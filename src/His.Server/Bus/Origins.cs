using His.Server.Http;
using His.Server.Settings;

namespace His.Server.Bus;

/// <summary>
/// Which web pages may talk to HIS: those that HIS has served itself, and those of the origins in the settings. Compared letter by
/// letter: scheme, host and port. Without this any page that an agent opens could speak as their browser.
/// </summary>
internal sealed class Origins(BusOptions options)
{
    /// <summary>For the bus. Who sends no origin is no browser, and welcome from this machine or by a setting.</summary>
    public bool Allow(HttpRequest request) => request.Headers.Origin switch
    {
        { Count: 0 } => options.AllowNoOrigin || Client.Of(request.HttpContext).IsOnThisMachine,
        [{ } origin] => IsOwn(request, origin) || options.AllowedOrigins.Contains(origin, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>For calls that no other page has a reason to make.</summary>
    public static bool AllowOwn(HttpRequest request) => request.Headers.Origin switch
    {
        { Count: 0 } => true,
        [{ } origin] => IsOwn(request, origin),
        _ => false,
    };

    /// <summary>HIS's own origin as this request has it. A proxy that encrypts must be trusted, or it is not what the browser has.</summary>
    public static string Own(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private static bool IsOwn(HttpRequest request, string origin) =>
        string.Equals(origin, Own(request), StringComparison.Ordinal);
}
