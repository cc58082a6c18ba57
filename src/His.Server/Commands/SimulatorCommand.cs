using System.CommandLine;
using System.Net.Sockets;
using His.Platform.Simulator;
using His.Platform.Simulator.Remote;
using His.Server.Http;
using His.Server.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace His.Server.Commands;

/// <summary>
/// <c>his simulator</c>: runs the simulated switch in a process of its own. It keeps agents, calls and faults while HIS is killed and
/// restarted, as real switches do. HIS connects to it with <c>His:Simulator:Mode=Separate</c>.
/// </summary>
internal static class SimulatorCommand
{
    public const string Name = "simulator";
    public const string Summary = "Runs the simulated switch in a process of its own, for HIS with His:Simulator:Mode=Separate.";

    public static Command Make(IConfiguration configuration)
    {
        var port = new Option<int?>("--port")
        {
            Description = "The port to which HIS connects; 0 for any free one. Default: His:Simulator:Port, 5090.",
            HelpName = "number",
        };
        var panel = new Option<int?>("--panel")
        {
            Description = "The port of /simulator/...; 0 for any free one. Default: His:Simulator:PanelPort, 5091.",
            HelpName = "number",
        };
        var simulator = new Command(Name, Summary) { port, panel };
        simulator.SetAction((call, stop) => RunAsync(configuration, call.GetValue(port), call.GetValue(panel), stop));
        return simulator;
    }

    private static async Task RunAsync(IConfiguration configuration, int? port, int? panel, CancellationToken stop)
    {
        var settings = HisSettings.Read(configuration);
        var options = settings.Simulator with { Port = port ?? settings.Simulator.Port, PanelPort = panel ?? settings.Simulator.PanelPort };
        if (options.Problem is { } problem)
        {
            throw new CommandRefusedException($"His:Simulator: {problem}");
        }

        await using var simulated = new SimulatedSwitch(options, TimeProvider.System);
        await simulated.StartAsync(stop);
        await using var server = Panel(settings, options, simulated);
        try
        {
            await server.StartAsync(stop);
        }
        catch (Exception no) when (no is IOException { InnerException: AddressInUseException } or SocketException)
        {
            throw new CommandRefusedException($"The panel cannot be served: {no.Message} (--panel, or His:Simulator:PanelPort)");
        }

        var address = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await using var open = Open(simulated, options, address);
        Welcome(options, simulated, open, address);
        await server.WaitForShutdownAsync(stop);
    }

    private static SimulatorListener Open(SimulatedSwitch simulated, SimulatorOptions options, Uri panel)
    {
        try
        {
            return SimulatorListener.Open(simulated, options.Address!, panel);
        }
        catch (SocketException no)
        {
            throw new CommandRefusedException(
                $"The simulator cannot listen on {options.Address}: {no.Message} (--port, or His:Simulator:Port)"
            );
        }
    }

    private static WebApplication Panel(HisSettings settings, SimulatorOptions options, SimulatedSwitch simulated)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var address = new UriBuilder(Uri.UriSchemeHttp, options.Address!.Address.ToString(), options.PanelPort).Uri;
        settings = settings with { Listening = new ListenSettings([address.GetLeftPart(UriPartial.Authority)], IsDefault: true) };
        builder.Listen(settings);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // startup errors are reported as one sentence
        builder.Services.AddHttpApi();
        var server = builder.Build();
        server.UseTrustedProxies(settings);
        server.UseHostNames(settings);
        server.UseHttpApi();
        server.MapSimulator(settings, simulated, named: []);
        return server;
    }

    private static void Welcome(SimulatorOptions options, SimulatedSwitch simulated, SimulatorListener open, Uri panel)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"  Simulator: {open.Address}");
        Console.Out.WriteLine($"  Panel:     {panel.GetLeftPart(UriPartial.Authority)}");
        Console.Out.WriteLine("  Agents:    1001 (alice), 1002 (bob), 1003 (carol).");
        Console.Out.WriteLine($"  Password:  {(options.Password is null ? simulated.Password : "the one in His:Simulator:Password")}");
        Console.Out.WriteLine($"  For HIS:   --His:Simulator:Mode=Separate --His:Simulator:Port={open.Address.Port}");
        Console.Out.WriteLine("  Ctrl+C stops it.");
        Console.Out.WriteLine();
    }
}
