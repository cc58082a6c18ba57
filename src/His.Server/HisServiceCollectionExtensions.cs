using His.Journal;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Platform.Simulator.Remote;
using His.Server.Agents;
using His.Server.Bus;
using His.Server.Metrics;
using His.Server.Platforms;
using His.Server.Settings;
using His.Server.Storage;
using His.Sessions;
using His.Sessions.Threading;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace His.Server;

/// <summary>How the parts of the process are made.</summary>
internal static class HisServiceCollectionExtensions
{
    /// <summary>Where to listen, and how much a stranger may send before anybody knows them.</summary>
    public static void Listen(this WebApplicationBuilder builder, HisSettings settings)
    {
        if (settings.Listening.IsDefault)
        {
            builder.WebHost.UseUrls([.. settings.Listening.Addresses]);
        }

        // ASP.NET Core's own filter refuses without a word in the log, and health with the rest: HostNames takes its place.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // a reason policy of the simulator with 1000 reasons
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.RequestHeadersTimeout = settings.Bus.RequestHeadersTimeout;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Core.ShutdownTimeout + TimeSpan.FromSeconds(10));
    }

    /// <summary>The switch by the name in the settings.</summary>
    public static void AddSwitch(this IServiceCollection services, HisSettings settings)
    {
        var platform = settings.Platform;
        if (platform.Factory.Validate(platform.Settings) is { } wrong)
        {
            throw StartupError.Create(wrong);
        }

        services.AddSingleton(provider => new AgentDirectory(
            new AgentsFile(DataFolder.Of(settings.Server)),
            [.. settings.Server.Agents.Select(agent => agent.ToRecord())],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentDirectory>>()));
        services.AddSingleton<PlatformServices>();
        services.AddSingleton(provider => platform.Create(provider.GetRequiredService<PlatformServices>()));

        // Whom the panel of the simulator serves; null with any other platform.
        services.AddSingleton(provider => (provider.GetRequiredService<IPlatform>() as SimulatedSwitch)!);
        services.AddSingleton(provider => (provider.GetRequiredService<IPlatform>() as RemoteSwitch)!);

        services.TryAddSingleton(TimeProvider.System); // a test may have brought its own
        services.AddSingleton<Readiness>();
        services.AddHostedService<HisLifecycleService>();
    }

    /// <summary>Where sessions and the journal are kept.</summary>
    public static void AddStore(this IServiceCollection services, HisSettings settings)
    {
        if (settings.Storage.Kind == "None")
        {
            services.AddSingleton<IStore, NoStore>();
            return;
        }

        services.AddSingleton(provider => new SqliteStore(
            DataFolder.Of(settings.Server), settings.Storage, settings.Core.ResponseRetention, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteStore>>(),
            settings.Journal.Retention));
        services.AddSingleton<IStore>(provider => provider.GetRequiredService<SqliteStore>());
    }

    /// <summary>The core.</summary>
    public static void AddHisCore(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton<Ids>();
        services.AddSingleton<IWorkScheduler, ThreadPoolWorkScheduler>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HisCore>(provider, settings.Core));
    }

    /// <summary>What can be measured, and where it goes.</summary>
    public static void AddMetricsExport(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton<BusMetrics>();
        services.AddSingleton(settings.Metrics);
        services.AddHostedService<MetricsExporter>();
    }

    /// <summary>The door.</summary>
    public static void AddBus(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton(settings.Bus);
        services.AddSingleton<Origins>();
        services.AddSingleton<BusEndpoint>();
    }

    /// <summary>The bus's address.</summary>
    public static void MapBus(this WebApplication server, HisSettings settings)
    {
        server.Use(CoalescingStream.Upgrade.UseAsync);
        server.UseWebSockets();
        server.Map("/bus", (RequestDelegate)server.Services.GetRequiredService<BusEndpoint>().AcceptAsync);
    }
}
