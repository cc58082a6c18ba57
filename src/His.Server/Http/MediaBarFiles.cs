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
            server
                .MapGet(
                    "/",
                    () =>
                        TypedResults.Text(
                            "HIS is running. MediaBar is not built: build it with ./run, or set His:MediaBarPath to the folder of its build.\n"
                        )
                )
                .ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        server.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        server.UseStaticFiles(
            new StaticFileOptions
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
            }
        );
    }

    /// <summary>
    /// Allows CORS for the scripts of the element. Browsers fetch every module script with CORS, so a page that loads the element from HIS
    /// needs permission for each script; the origins that may open the bus have it.
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

    /// <summary>Sets caching: a file with a hash in its name never changes; every other file is revalidated.</summary>
    private static void Cache(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext response) =>
        response.Context.Response.Headers.CacheControl = Hashed().IsMatch(response.File.Name)
            ? "public, max-age=31536000, immutable"
            : "no-cache";

    [GeneratedRegex(@"[.-](?=[\w-]*\d)[\w-]{8,}\.\w+$", RegexOptions.None, 1000)]
    private static partial Regex Hashed();

    /// <summary>Matches the scripts of the element and those it loads. The pages and their scripts are for HIS's own origin only.</summary>
    [GeneratedRegex(@"^media-bar[\w.-]*\.js$", RegexOptions.None, 1000)]
    private static partial Regex Script();

    [LoggerMessage(
        2007,
        LogLevel.Information,
        "{Script} was requested by a page of {Origin}, which is not in His:Bus:AllowedOrigins, so the browser at {Address} does not run it"
    )]
    private static partial void LogNotAllowed(ILogger log, string script, string origin, string address);

    [LoggerMessage(2006, LogLevel.Information, "MediaBar is not served: His:MediaBarPath is {Folder}, which has no index.html")]
    private static partial void LogNotBuilt(ILogger log, string folder);
}
