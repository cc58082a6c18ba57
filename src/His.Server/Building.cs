using His.Platform;
using His.Platform.Asterisk;
using His.Platform.Simulator;
using His.Server.Bus;
using His.Server.Settings;
using His.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace His.Server;

/// <summary>How the parts of the process are made.</summary>
internal static class Building
{
    /// <summary>Where to listen, and how much a stranger may send before anybody knows them.</summary>
    public static void Listen(this WebApplicationBuilder builder, AllSettings settings)
    {
        if (settings.Listening.IsDefault)
        {
            builder.WebHost.UseUrls([.. settings.Listening.Addresses]);
        }

        if (settings.Listening.IsLoopback && builder.Configuration["AllowedHosts"] is null or "*")
        {
            // A page of another site could make its own name mean 127.0.0.1 and then be the same origin as HIS.
            builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // a reason policy of the simulator with 1000 reasons
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
    }

    /// <summary>The switch by the name in the settings.</summary>
    public static void AddSwitch(this IServiceCollection services, AllSettings settings)
    {
        switch (settings.Server.Platform)
        {
            case "Simulator":
                services.AddSingleton(provider => new SimulatedSwitch(settings.Simulator, provider.GetRequiredService<TimeProvider>()));
                services.AddSingleton<IPlatform>(provider => provider.GetRequiredService<SimulatedSwitch>());
                break;
            case "Asterisk":
                // Built here and now: a wrong setting is to be known before anything listens.
                services.AddSingleton<IPlatform>(provider => ActivatorUtilities.CreateInstance<AsteriskPlatform>(provider, settings.Asterisk));
                break;
            default:
                throw Complaint.That($"His:Platform is {settings.Server.Platform}, which is not part of this build.");
        }

        services.TryAddSingleton(TimeProvider.System); // a test may have brought its own
        services.AddSingleton<Readiness>();
        services.AddHostedService<Life>();
    }

    /// <summary>The core.</summary>
    public static void AddHouse(this IServiceCollection services, AllSettings settings)
    {
        services.AddSingleton<Ids>();
        services.AddSingleton<IWorkers, ThreadPoolWorkers>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<House>(provider, settings.Core));
    }

    /// <summary>The door.</summary>
    public static void AddDoor(this IServiceCollection services, AllSettings settings)
    {
        services.AddSingleton(settings.Bus);
        services.AddSingleton<Origins>();
        services.AddSingleton<Door>();
    }

    /// <summary>The bus's address.</summary>
    public static void MapDoor(this WebApplication server, AllSettings settings)
    {
        server.UseWebSockets();
        server.Map("/bus", (RequestDelegate)server.Services.GetRequiredService<Door>().EnterAsync);
    }
}
