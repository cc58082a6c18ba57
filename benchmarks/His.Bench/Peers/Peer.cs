using System.Diagnostics;
using System.Globalization;

namespace His.Bench.Peers;

/// <summary>A server that is measured: a process of its own. It prints its port, and answers to words on its input.</summary>
internal class Peer : IAsyncDisposable
{
    private readonly Process _process;

    protected Peer(string name, Process process, int port) => (Name, this._process, Port) = (name, process, port);

    public string Name { get; }

    public int Port { get; }

    /// <summary>Seconds of processor time so far.</summary>
    public double Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Bare Kestrel, which says these messages when asked for a logout, and closes.</summary>
    public static Task<Peer> BareAsync(string script) => StartOwnAsync("bare", ["peer", "bare", script]);

    public static Task<Peer> SignalRAsync(string script) => StartOwnAsync("SignalR", ["peer", "signalr", script]);

    /// <summary>A server of Node, from benchmarks/peers.</summary>
    public static Task<Peer> NodeAsync(string name, string script) =>
        StartAsync(
            name,
            new ProcessStartInfo("node", [Path.Combine(Root, "benchmarks", "peers", $"{name}.mjs"), script]),
            (process, port) => new Peer(name, process, port)
        );

    /// <summary>Not measured: those who attack the server at this port when they are told to. They give way to everybody else.</summary>
    public static async Task<Peer> AttackersAsync(int port)
    {
        var attackers = await StartOwnAsync("the attackers", ["attack", port.ToString(CultureInfo.InvariantCulture)]);
        attackers._process.PriorityClass = ProcessPriorityClass.Idle;
        return attackers;
    }

    /// <summary>Tells it something and gives its answer.</summary>
    public async Task<string> TellAsync(string words)
    {
        await _process.StandardInput.WriteLineAsync(words);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(5))
            ?? throw new IOException($"{Name} has ended");
    }

    /// <summary>Collects its garbage; the bytes that live.</summary>
    public async Task<long> HeapAsync() => long.Parse(await TellAsync("heap"), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    public static string Root { get; } = FindRoot();

    protected static Task<Peer> StartOwnAsync(string name, string[] args) =>
        StartAsync(
            name,
            new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], .. args]),
            (process, port) => new Peer(name, process, port)
        );

    protected static async Task<TPeer> StartAsync<TPeer>(string name, ProcessStartInfo start, Func<Process, int, TPeer> make)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var started = Process.Start(start)!;
        while (await started.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)) is { } line)
        {
            if (line.StartsWith("listening ", StringComparison.Ordinal))
            {
                return make(started, int.Parse(line["listening ".Length..], CultureInfo.InvariantCulture));
            }
        }

        throw new IOException($"{name} did not start");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HIS.slnx")))
        {
            folder = folder.Parent ?? throw new IOException("this program lies outside its repository");
        }

        return folder.FullName;
    }
}
