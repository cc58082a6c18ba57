using His.Server.Bus;
using His.Server.Http;
using His.Server.Settings;

namespace His.Server;

/// <summary>The map of the process: what it is made of, and where a request goes.</summary>
internal static class HisServer
{
    /// <summary>Puts the server together. It listens once it is started.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="arrange">For tests: what is to be different, before anything is read.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is wrong; the message says which.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? arrange = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // Settings are read once, so nobody need watch the file. It lies beside the program, from wherever that was started.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // what stops the start is said in a sentence
        builder.RunAsService();
        arrange?.Invoke(builder);

        var settings = HisSettings.Read(builder.Configuration);
        builder.Listen(settings);
        builder.Services.AddMetricsExport(settings); // first: its port is asked for before the switch is told anything
        builder.Services.AddSwitch(settings);
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
