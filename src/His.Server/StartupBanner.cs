using His.Platform;
using His.Platform.Simulator;
using His.Platform.Simulator.Remote;
using His.Server.Agents;
using His.Server.Platforms;
using His.Server.Settings;
using His.Server.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace His.Server;

/// <summary>Prints what an operator needs first: the address, who can log in, and the data folder.</summary>
internal static class StartupBanner
{
    public static void Write(WebApplication server, TextWriter output)
    {
        var address =
            server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "?";
        var isGiven = !string.IsNullOrEmpty(server.Configuration["His:Simulator:Password"]);
        output.WriteLine();
        output.WriteLine(
            $"  {(HisSettings.ServerSection(server.Configuration).MediaBarPath is { Length: > 0 } ? "MediaBar:" : "HIS:     ")} {address}"
        );
        var platforms = server.Services.GetRequiredService<RunningPlatforms>();
        if (platforms.Authority is SimulatedSwitch simulator)
        {
            output.WriteLine("  Log in as 1001 (alice), 1002 (bob) or 1003 (carol).");
            output.WriteLine($"  Password: {(isGiven ? "the one in His:Simulator:Password" : simulator.Password)}");
        }
        else if (platforms.Authority is RemoteSwitch remote)
        {
            output.WriteLine(
                remote.IsAvailable
                    ? "  The switch is the simulator in its own process, which prints the agents and their password."
                    : "  The switch is the simulator in its own process, which is not running: start it with 'his simulator'."
            );
        }

        if (
            HisSettings.ServerSection(server.Configuration) is { } options
            && (
                server.Services.GetService<SqliteStore>() is not null
                || server.Services.GetRequiredService<PlatformServices>().UsesDirectory
            )
        )
        {
            output.WriteLine($"  Data:     {DataFolder.Of(options)}");
        }

        output.WriteLine("  Ctrl+C stops it.");
        output.WriteLine();
    }
}
