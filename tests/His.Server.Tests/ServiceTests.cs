using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace His.Server.Tests;

/// <summary>HIS as a service: what its manager hears, and what a collector of logs reads.</summary>
public sealed class ServiceTests
{
    private static readonly string[] Settings = ["--His:Storage:Kind=None", "--urls=http://127.0.0.1:0"];

    [Fact]
    public async Task Systemd_HearsThatHisIsReady_AndThatItStops()
    {
        using var folder = new TemporaryFolder();
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        var notify = Path.Combine(folder.Name, "notify");
        manager.Bind(new UnixDomainSocketEndPoint(notify));
        using var his = StartAsService(folder, $"NOTIFY_SOCKET={notify}");

        Assert.Equal("READY=1", await ReceiveAsync(manager));
        var line = await TestTimeout.Wait(his.StandardOutput.ReadLineAsync(), "a line of the log");
        Assert.Matches("^<[0-7]>", line); // the priority, by which the journal files it
        Terminate(his);
        Assert.Equal("STOPPING=1", await ReceiveAsync(manager));
        await TestTimeout.Wait(his.WaitForExitAsync(), "the end of HIS");
        Assert.Equal(0, his.ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // systemd's own format gives way to the setting
    public async Task LogsAsJson_AreOneObjectALine_AndNothingElse(bool isService)
    {
        const string Json = "--Logging:Console:FormatterName=json";
        using var folder = new TemporaryFolder();
        using var his = isService ? StartAsService(folder, "", Json) : Programs.Start("dotnet", [Programs.Server, .. Settings, Json]);
        var lines = new List<string>();
        while (!lines.Any(line => line.Contains("The switch is", StringComparison.Ordinal)))
        {
            lines.Add(
                await TestTimeout.Wait(his.StandardOutput.ReadLineAsync(), "a line of the log")
                    ?? throw new InvalidOperationException(await his.StandardError.ReadToEndAsync())
            );
        }

        Terminate(his);
        var rest = await TestTimeout.Wait(his.StandardOutput.ReadToEndAsync(), "the rest of the log");
        lines.AddRange(rest.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(lines, line => Assert.NotNull((string?)JsonNode.Parse(line)!["Timestamp"]));
        Assert.All(lines, line => Assert.NotNull((int?)JsonNode.Parse(line)!["EventId"]));
    }

    /// <summary>.NET knows a service by its parent, which must be called systemd.</summary>
    private static Process StartAsService(TemporaryFolder folder, string environment, params string[] settings)
    {
        var systemd = Path.Combine(folder.Name, "systemd");
        File.CreateSymbolicLink(systemd, "/bin/bash");
        var his = string.Join(' ', [Programs.Server, .. Settings, .. settings]);
        return Programs.Start(systemd, "-c", $"{environment} MANAGERPID=$$ dotnet {his} & trap \"kill -TERM $!\" TERM; wait $!; wait $!");
    }

    private static void Terminate(Process process)
    {
        using var kill = Programs.Start("kill", "-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        kill.WaitForExit();
    }

    private static async Task<string> ReceiveAsync(Socket manager)
    {
        var datagram = new byte[1024];
        var length = await TestTimeout.Wait(manager.ReceiveAsync(datagram), "a notification");
        return Encoding.UTF8.GetString(datagram, 0, length);
    }
}
