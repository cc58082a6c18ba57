using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace His.Testing.Asterisk;

/// <summary>Runs the scripts of <c>tests/asterisk</c>, and finds ports and folders that nobody has.</summary>
internal static class Scripts
{
    public static readonly string Folder = typeof(Scripts)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key is "AsteriskScripts")
        .Value!;

    private static int _lastPort = 6_000 + (Environment.ProcessId % 200 * 40);
    private static int _lastRtpStart = 16_000 + (Environment.ProcessId % 200 * 80);

    /// <summary>Runs a script to its end. One that fails says why, and so does the test.</summary>
    public static async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, script), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestTimeout.Token);
        var error = process.StandardError.ReadToEndAsync(TestTimeout.Token);
        await process.WaitForExitAsync(TestTimeout.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"tests/asterisk/{script} {string.Join(' ', arguments)}: {await error}{await output}");
        }

        return await output;
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("his-").FullName;

    /// <summary>
    /// A port that is free, with the one after it, for TCP and UDP: a telephone takes two. Below those that the system gives away by
    /// itself, which might be gone again before they are used.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Add(ref _lastPort, 2);
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }
    }

    /// <summary>The first of 40 ports for sound. Who finds one taken uses the next.</summary>
    public static string NextRtpStart() => Text(Interlocked.Add(ref _lastRtpStart, 40));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
