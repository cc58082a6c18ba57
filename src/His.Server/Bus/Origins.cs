using His.Server.Http;
using His.Server.Settings;

namespace His.Server.Bus;

/// <summary>
/// Decides which web pages may use HIS: those that HIS itself has served, and those of the origins in the settings. Scheme, host and port
/// are compared letter by letter. Without this check, any page that an agent opens could act as the agent's browser.
/// </summary>
internal sealed class Origins(BusOptions options)
{
    /// <summary>
    /// Whether a request may open the bus. A client that sends no origin is not a browser, and is allowed from this machine or by a
    /// setting.
    /// </summary>
    public bool Allow(HttpRequest request) =>
        request.Headers.Origin switch
        {
            { Count: 0 } => options.AllowNoOrigin || Client.Of(request.HttpContext).IsOnThisMachine,
            [{ } origin] => IsOwn(request, origin) || options.AllowedOrigins.Contains(origin, StringComparer.Ordinal),
            _ => false,
        };

    /// <summary>
    /// Whether a request is from a page of HIS or not from a page at all; for calls that other pages have no reason to make.
    /// </summary>
    public static bool AllowOwn(HttpRequest request) =>
        request.Headers.Origin switch
        {
            { Count: 0 } => true,
            [{ } origin] => IsOwn(request, origin),
            _ => false,
        };

    /// <summary>
    /// HIS's own origin as seen by this request. A proxy that terminates TLS must be trusted, or the origin differs from the browser's.
    /// </summary>
    public static string Own(HttpRequest request) => $"{request.Scheme}://{request.Host.Value}";

    private static bool IsOwn(HttpRequest request, string origin) => string.Equals(origin, Own(request), StringComparison.Ordinal);
}
