using System.Text.RegularExpressions;
using His.Server.Settings;
using Microsoft.Extensions.FileProviders;

namespace His.Server.Http;

/// <summary>Serves MediaBar's build.</summary>
internal static partial class MediaBarFiles
{
    public static void UseMediaBar(this WebApplication server, AllSettings settings)
    {
        if (settings.Server.Web is not { } folder || !File.Exists(Path.Combine(folder, "index.html")))
        {
            LogNotBuilt(server.Logger, settings.Server.Web ?? "(none)");
            server.MapGet("/", () => TypedResults.Text("HIS is running. MediaBar is not built: ./run builds it, or set His:Web to the folder of its build.\n"))
                .ExcludeFromDescription();
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        server.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        server.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = Cache });
    }

    /// <summary>A file with a hash in its name never changes; every other one is asked for again, and mostly is as it was.</summary>
    private static void Cache(Microsoft.AspNetCore.StaticFiles.StaticFileResponseContext response) =>
        response.Context.Response.Headers.CacheControl =
            Hashed().IsMatch(response.File.Name) ? "public, max-age=31536000, immutable" : "no-cache";

    [GeneratedRegex(@"[.-](?=[\w-]*\d)[\w-]{8,}\.\w+$", RegexOptions.None, 1000)]
    private static partial Regex Hashed();

    [LoggerMessage(2006, LogLevel.Information, "MediaBar is not served: His:Web is {Folder}, which has no index.html")]
    private static partial void LogNotBuilt(ILogger log, string folder);
}
