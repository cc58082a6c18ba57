using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using His.Platform.Simulator;
using His.Server;
using His.Server.Platforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace His.Bench.Peers;

/// <summary>What this program is when it is started as a server that is measured.</summary>
internal static class Roles
{
    public static async Task<int> RunAsync(string role, string[] args)
    {
        await using var server = role switch
        {
            "his" => His(args),
            "bare" => Bare(Script(args[0])),
            "signalr" => SignalR(Script(args[0])),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "there is no such peer"),
        };
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Console.WriteLine($"listening {new Uri(address).Port.ToString(CultureInfo.InvariantCulture)}");
        var exceptions = 0;
        AppDomain.CurrentDomain.FirstChanceException += (_, _) => Interlocked.Increment(ref exceptions);
        var inside = new Lazy<Inside>(() => new Inside(server.Services.GetRequiredService<HisCore>()));
        while (Console.ReadLine() is { } words)
        {
            Console.WriteLine(
                words.Split(' ') switch
                {
                    ["heap"] => Heap(),
                    ["work"] => FormattableString.Invariant(
                        $"{GC.GetTotalAllocatedBytes()} {GC.CollectionCount(0)} {GC.CollectionCount(2)} {GC.GetTotalPauseDuration().TotalMilliseconds:0} {exceptions} {ThreadPool.CompletedWorkItemCount} {Monitor.LockContentionCount}"
                    ),
                    ["inside", var first, var count] => await inside.Value.LogInAsync(Number(first), Number(count)),
                    ["toggle", var count] => Toggle(
                        server.Services.GetRequiredService<RunningPlatforms>().Of<SimulatedSwitch>().First().Platform,
                        Number(count)
                    ),
                    ["empty"] => Empty(server.Services.GetRequiredService<RunningPlatforms>().Of<SimulatedSwitch>().First().Platform),
                    ["change", var seconds] => await inside.Value.ChangeAsync(Number(seconds)),
                    ["handles"] =>
                        $"{Directory.GetFiles("/proc/self/fd").Length} {System.Diagnostics.Process.GetCurrentProcess().Threads.Count} {Timer.ActiveCount}",
                    _ => "?",
                }
            );
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The switch makes every channel of these agents Ready by itself, or Not Ready where they are.</summary>
    private static string Toggle(SimulatedSwitch theSwitch, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var id = (100001 + number).ToString(CultureInfo.InvariantCulture);
            if (theSwitch.GetState(id)!.Channels.Any(channel => channel.Ready))
            {
                theSwitch.MakeNotReadyByItself(id);
            }
            else
            {
                foreach (var channel in theSwitch.GetState(id)!.Channels)
                {
                    theSwitch.MakeReadyByItself(id, channel.Id);
                }
            }
        }

        return "done";
    }

    /// <summary>The calls are over, nothing goes wrong any more, and the switch sends everybody home.</summary>
    private static string Empty(SimulatedSwitch theSwitch)
    {
        theSwitch.Faults.Clear();
        for (var number = 100001; theSwitch.GetState(number.ToString(CultureInfo.InvariantCulture)) is { } truth; number++)
        {
            foreach (var interaction in truth.Interactions)
            {
                theSwitch.Parties.EndByCustomer(interaction.Id);
            }

            if (truth.LoggedIn)
            {
                theSwitch.LogOutByItself(number.ToString(CultureInfo.InvariantCulture));
            }
        }

        return "done";
    }

    private static string Heap()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture);
    }

    private static WebApplication His(string[] settings) =>
        HisServer.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--His:Simulator:Password={HisPeer.Password}",
                "--His:Simulator:Agents=60000",
                "--His:Bus:MaxConnectionsPerAddress=100000",
                .. settings,
            ],
            builder => builder.Logging.ClearProviders()
        );

    /// <summary>Each line of the file is one message.</summary>
    private static byte[][] Script(string file) => Array.ConvertAll(File.ReadAllLines(file), Encoding.UTF8.GetBytes);

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        Microsoft.AspNetCore.Hosting.HostingAbstractionsWebHostBuilderExtensions.UseUrls(builder.WebHost, "http://127.0.0.1:0");
        return builder;
    }

    /// <summary>The least a Kestrel server can do that sends the same: no session, no state, no order of anything.</summary>
    private static WebApplication Bare(byte[][] script)
    {
        var server = Builder().Build();
        server.UseWebSockets();
        server.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            if ((await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None)).MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            foreach (var message in script)
            {
                await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "logged out", CancellationToken.None);
        });
        return server;
    }

    private static WebApplication SignalR(byte[][] script)
    {
        var builder = Builder();
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(new AgentsHub.Said(Array.ConvertAll(script, Encoding.UTF8.GetString)));
        var server = builder.Build();
        server.MapHub<AgentsHub>("/hub");
        return server;
    }
}

/// <summary>The same logout as a hub.</summary>
internal sealed class AgentsHub(AgentsHub.Said said) : Hub
{
    public async Task Logout()
    {
        foreach (var message in said.Messages)
        {
            await Clients.Caller.SendAsync("message", message);
        }

        Context.Abort();
    }

    internal sealed record Said(string[] Messages);
}
