using His.Server.Settings;

namespace His.Server.Http;

/// <summary>Sets security headers that restrict pages of HIS. MediaBar needs only its own scripts and the bus.</summary>
internal static class SafeHeaders
{
    public static void UseSafeHeaders(this WebApplication server, HisSettings settings)
    {
        // 'self' of connect-src also covers the WebSocket of the same host and port, and nothing else.
        var policy = string.Join(
            "; ",
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            $"frame-ancestors {string.Join(' ', ["'self'", .. settings.Server.FrameAncestors])}",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html media-bar"
        );
        server.Use(
            (context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                return next(context);
            }
        );
    }
}
