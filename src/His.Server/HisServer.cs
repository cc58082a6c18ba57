using His.Server.Bus;
using His.Server.Http;
using His.Server.Settings;

namespace His.Server;

/// <summary>The map of the process: its parts, and the way of a request through them.</summary>
internal static class HisServer
{
    /// <summary>Builds the server. It listens once it is started.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="arrange">For tests: changes to the builder before any setting is read.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong; the message names it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? arrange = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                // Settings are read once, so the file is not watched. It is beside the program, whatever the working directory.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // startup errors are reported as one sentence
        builder.RunAsService();
        arrange?.Invoke(builder);

        var settings = HisSettings.Read(builder.Configuration);
        builder.Listen(settings);
        builder.Services.AddMetricsExport(settings); // first: its port is bound before anything is sent to the switch
        builder.Services.AddPlatforms(settings);
        builder.Services.AddStore(settings);
        builder.Services.AddHisCore(settings);
        builder.Services.AddBus(settings);
        builder.Services.AddHttpApi();

        var server = builder.Build();
        server.UseTrustedProxies(settings);
        server.UseSafeHeaders(settings);
        server.UseHostNames(settings);
        server.UseHttpApi();
        server.MapBus(settings);
        server.MapHealth();
        server.MapSessions(settings);
        server.MapSimulator(settings);
        server.UseMediaBar(settings);
        return server;
    }
}
