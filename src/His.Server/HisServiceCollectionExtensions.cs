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

/// <summary>Registers the parts of the process.</summary>
internal static class HisServiceCollectionExtensions
{
    /// <summary>Configures the addresses to listen on, and the limits for requests from unauthenticated clients.</summary>
    public static void Listen(this WebApplicationBuilder builder, HisSettings settings)
    {
        if (settings.Listening.IsDefault)
        {
            builder.WebHost.UseUrls([.. settings.Listening.Addresses]);
        }

        // ASP.NET Core's own filter rejects without logging, and rejects health checks too: HostNames replaces it.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // fits a reason policy of the simulator with 1000 reasons
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.RequestHeadersTimeout = settings.Bus.RequestHeadersTimeout;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Core.ShutdownTimeout + TimeSpan.FromSeconds(10));
    }

    /// <summary>Registers the platforms in the settings.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting of a platform is wrong.</exception>
    public static void AddPlatforms(this IServiceCollection services, HisSettings settings)
    {
        foreach (var platform in settings.Platforms)
        {
            if (platform.Factory.Validate(platform.Settings) is { } wrong)
            {
                throw StartupError.Create(settings.Platforms.Count == 1 ? wrong : $"{platform.Section}: {wrong}");
            }
        }

        services.AddSingleton(provider => new AgentDirectory(
            new AgentsFile(DataFolder.Of(settings.Server)),
            [.. settings.Server.Agents.Select(agent => agent.ToRecord())],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentDirectory>>()
        ));
        services.AddSingleton<PlatformServices>();
        services.AddSingleton(provider => new RunningPlatforms(settings, provider.GetRequiredService<PlatformServices>()));

        services.TryAddSingleton(TimeProvider.System); // a test may have registered its own
        services.AddSingleton<Readiness>();
        services.AddHostedService<HisLifecycleService>();
    }

    /// <summary>Registers the store of sessions and the journal.</summary>
    public static void AddStore(this IServiceCollection services, HisSettings settings)
    {
        if (settings.Storage.Kind == "None")
        {
            services.AddSingleton<IStore, NoStore>();
            return;
        }

        services.AddSingleton(provider => new SqliteStore(
            DataFolder.Of(settings.Server),
            settings.Storage,
            settings.Core.ResponseRetention,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStore>>(),
            settings.Journal.Retention
        ));
        services.AddSingleton<IStore>(provider => provider.GetRequiredService<SqliteStore>());
    }

    /// <summary>Registers the core.</summary>
    public static void AddHisCore(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton<Ids>();
        services.AddSingleton<IWorkScheduler, ThreadPoolWorkScheduler>();
        services.AddSingleton(provider => new HisCore(
            settings.Core,
            provider.GetRequiredService<RunningPlatforms>().All,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Ids>(),
            provider.GetRequiredService<IWorkScheduler>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<IStore>()
        )
        {
            Authority = provider.GetRequiredService<RunningPlatforms>().Authority,
        });
    }

    /// <summary>Registers the metrics and their export.</summary>
    public static void AddMetricsExport(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton<BusMetrics>();
        services.AddSingleton(settings.Metrics);
        services.AddHostedService<MetricsExporter>();
    }

    /// <summary>Registers the bus.</summary>
    public static void AddBus(this IServiceCollection services, HisSettings settings)
    {
        services.AddSingleton(settings.Bus);
        services.AddSingleton<Origins>();
        services.AddSingleton<BusEndpoint>();
    }

    /// <summary>Maps the bus to <c>/bus</c>.</summary>
    public static void MapBus(this WebApplication server, HisSettings settings)
    {
        server.Use(CoalescingStream.Upgrade.UseAsync);
        server.UseWebSockets();
        server.Map("/bus", (RequestDelegate)server.Services.GetRequiredService<BusEndpoint>().AcceptAsync);
    }
}
