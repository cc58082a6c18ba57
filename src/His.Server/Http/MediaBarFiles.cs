using System.Text.RegularExpressions;
using His.Server.Bus;
using His.Server.Settings;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace His.Server.Http;

/// <summary>Serves MediaBar's build.</summary>
internal static partial class MediaBarFiles
{
    public static void UseMediaBar(this WebApplication server, HisSettings settings)
    {
        if (settings.Server.MediaBarPath is not { } folder || !File.Exists(Path.Combine(folder, "index.html")))
        {
            LogNotBuilt(server.Logger, settings.Server.MediaBarPath ?? "(none)");
            server.MapGet("/", () => TypedResults.Text("HIS is running. MediaBar is not built: ./run builds it, or set His:MediaBarPath to the folder of its build.\n"))
                .ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        server.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        server.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = response =>
            {
                Cache(response);
                if (Script().IsMatch(response.File.Name))
                {
                    AllowOtherOrigins(response.Context, settings.Bus.AllowedOrigins, server.Logger, response.File.Name);
                }
            },
        });
    }

    /// <summary>
    /// A browser asks with CORS for every module script, so pages that load the element from here need a yes for each. Those that may
    /// open the bus get it.
    /// </summary>
    private static void AllowOtherOrigins(HttpContext context, IReadOnlyList<string> allowed, ILogger log, string script)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (context.Request.Headers.Origin is [{ } origin] && allowed.Contains(origin, StringComparer.Ordinal))
        {
            context.Response.Headers.AccessControlAllowOrigin = origin;
        }
        else if (!Origins.AllowOwn(context.Request))
        {
            LogNotAllowed(log, script, HeaderText.Of(context.Request.Headers.Origin), Client.Of(context).Address);
        }
    }

    /// <summary>A file with a hash in its name never changes; every other one is asked for again, and mostly is as it was.</summary>
    private static void Cache(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext response) =>
        response.Context.Response.Headers.CacheControl =
            Hashed().IsMatch(response.File.Name) ? "public, max-age=31536000, immutable" : "no-cache";

    [GeneratedRegex(@"[.-](?=[\w-]*\d)[\w-]{8,}\.\w+$", RegexOptions.None, 1000)]
    private static partial Regex Hashed();

    /// <summary>The element and what it loads. The pages and their scripts are HIS's own.</summary>
    [GeneratedRegex(@"^media-bar[\w.-]*\.js$", RegexOptions.None, 1000)]
    private static partial Regex Script();

    [LoggerMessage(2007, LogLevel.Information, "{Script} was asked for by a page of {Origin}, which is not in His:Bus:AllowedOrigins, so the browser at {Address} does not run it")]
    private static partial void LogNotAllowed(ILogger log, string script, string origin, string address);

    [LoggerMessage(2006, LogLevel.Information, "MediaBar is not served: His:MediaBarPath is {Folder}, which has no index.html")]
    private static partial void LogNotBuilt(ILogger log, string folder);
}
