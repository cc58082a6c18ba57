using System.Diagnostics;
using System.Globalization;
using His.Testing.Asterisk;

namespace His.Bench.Asterisk;

/// <summary>Many agents log in, go Ready, lose the switch and log out, at one real Asterisk, on the bus in process.</summary>
internal static class CrowdOfAgents
{
    private const int Customers = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var howMany = args is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 2000;
        Console.WriteLine($"{howMany} agents, 2 queues each, one Asterisk, 32 at once");
        var began = Stopwatch.GetTimestamp();
        await using var atSwitch = new CrowdedSwitch(howMany);
        await atSwitch.InitializeAsync();
        Console.WriteLine($"Asterisk started in     {Stopwatch.GetElapsedTime(began).TotalSeconds, 7:F2} s");
        await using var line = HeldLine.To(atSwitch);
        await using var crowd = await Crowd.GatherAsync(atSwitch, howMany, line.Port);
        for (var round = 1; round <= 2; round++)
        {
            Console.WriteLine($"round {round}");
            Console.WriteLine($"  log in, nobody there  {await crowd.LogInAsync()}");
            Console.WriteLine($"  activate              {await crowd.ActivateAsync()}");
            Console.WriteLine($"  Ready                 {await crowd.BecomeReadyAsync()}");
            if (round == 2)
            {
                Console.WriteLine($"  log in, all at work   {await crowd.LogInAsync(@override: true)}");
                await crowd.NotReadyAsync();
                await atSwitch.Callers.CustomersWaitAsync("600", Customers);
                Console.WriteLine($"  so, {Customers} wait          {await crowd.LogInAsync(@override: true)}");
                await atSwitch.ConsoleAsync("channel request hangup all");
                await crowd.BecomeReadyAsync();
            }

            line.Cut();
            await crowd.AllAreAsync("Unavailable");
            began = Stopwatch.GetTimestamp();
            line.Mend();
            await crowd.AllAreAsync("Ready");
            Console.WriteLine($"  line mended to truth  {Stopwatch.GetElapsedTime(began).TotalSeconds, 7:F2} s");
            Console.WriteLine($"  log out               {await crowd.LogOutAsync()}");
        }

        return 0;
    }
}
