using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace His.Abuse.Tests;

/// <summary>HIS in a process of its own with the simulated switch, and what the system knows of that process.</summary>
internal sealed class ServerUnderAttack : IDisposable
{
    public const string Password = "canary-Pa55word-7f3a";
    public const string Key = "a-key-that-is-long-enough-for-his-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("his-hostile-").FullName;
    private readonly ConcurrentDictionary<string, int> _tooSlow = new(StringComparer.Ordinal);
    private readonly HisProcess _process;

    private ServerUnderAttack(string[] settings) =>
        _process = HisProcess.Start(
            "HIS:",
            [
                "--urls=http://127.0.0.1:0",
                $"--His:DataDirectory={_folder}",
                "--His:Storage:ReserveMebibytes=1",
                $"--His:Simulator:Password={Password}",
                $"--His:Api:Key={Key}",
                .. settings,
            ],
            ("DOTNET_GCgen0size", "0x1000000"), // so that much of nothing is not taken for a leak
            Hear
        );

    public Uri Address => Http.BaseAddress!;

    /// <summary>For the calls of the simulator and of supervisors; from the address of honest agents, with a connection for each call.</summary>
    public HttpClient Http { get; } =
        new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero })
        {
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
        };

    /// <summary>What it said last.</summary>
    public string Said => string.Join('\n', _process.Said);

    /// <summary>The first thing it logged as a defect of its own.</summary>
    public string? Defect { get; private set; }

    /// <summary>How much of the machine's memory it has.</summary>
    public long Memory =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{Number}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );

    /// <summary>How many files and sockets it has open.</summary>
    public int Handles => Open.Length;

    /// <summary>How many of them are sockets. The runtime opens files whenever it needs another part of itself.</summary>
    public int Sockets => Open.Count(handle => new FileInfo(handle).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) ?? false);

    private string[] Open => Directory.GetFileSystemEntries($"/proc/{Number}/fd");

    private string Number => _process.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts it with these settings, each as <c>Name=value</c> below <c>His:</c>.</summary>
    public static async Task<ServerUnderAttack> StartAsync(params string[] settings)
    {
        var his = new ServerUnderAttack([.. settings.Select(setting => $"--His:{setting}")]);
        his.Http.BaseAddress = new Uri(await his._process.Address);
        using var policy = new StringContent(HonestAgent.Policy, new MediaTypeHeaderValue("application/json"));
        (await his.Http.PutAsync("/simulator/settings", policy)).EnsureSuccessStatusCode();
        return his;
    }

    /// <summary>How many connections from there it has closed for not reading.</summary>
    public int TooSlow(string from) => _tooSlow.GetValueOrDefault(from);

    /// <summary>Who is logged in.</summary>
    public async Task<IReadOnlyList<string>> AgentsAsync() =>
        [
            .. (await Http.GetFromJsonAsync<JsonArray>("/api/v1/sessions"))!.Select(it =>
                it!["session"]!["agent"]!["id"]!.GetValue<string>()
            ),
        ];

    public void Dispose()
    {
        _process.Dispose();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Hear(string line)
    {
        if (line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal))
        {
            Defect ??= line;
        }

        const string Mark = "Closing a connection from ";
        if (
            line.Contains("messages are waiting for a client", StringComparison.Ordinal)
            && line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at
        )
        {
            _tooSlow.AddOrUpdate(line[(at + Mark.Length)..].Split(':')[0], 1, static (_, count) => count + 1);
        }
    }
}
