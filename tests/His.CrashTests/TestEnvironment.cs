using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace His.CrashTests;

/// <summary>One HIS with its data folder and its switch. Both can be killed and started again.</summary>
internal sealed class TestEnvironment : IDisposable
{
    public const string Password = "canary-Pa55word-7f3a";

    /// <summary>How long the switch takes for a command: long enough for a kill to fall into it.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(3);

    /// <summary>An agent whom nobody goes on with is out soon.</summary>
    public static readonly TimeSpan PresenceLogoutAfter = TimeSpan.FromSeconds(10);

    private const string Key = "a-key-that-is-long-enough-for-his-0123456789";

    private readonly HttpClient _http = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };
    private string _port = "";
    private Uri _panel = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("his-kills-").FullName;

    public HisProcess His { get; private set; } = null!;

    public HisProcess Switch { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public async Task StartSwitchAsync()
    {
        Switch = HisProcess.Start(
            "For HIS:",
            "simulator",
            "--port=0",
            "--panel=0",
            $"--His:Simulator:Password={Password}",
            "--His:Simulator:Agents=100",
            $"--His:Simulator:Latency={Latency}"
        );
        _port = (await Switch.Address).Split('=')[^1];
        _panel = new Uri(Switch.Said.Single(line => line.Contains("Panel:", StringComparison.Ordinal)).Split("Panel:")[1].Trim());
    }

    public async Task StartHisAsync()
    {
        StartHis();
        Address = new Uri(await His.Address);
    }

    /// <summary>Starts HIS, and does not wait until anybody may come in.</summary>
    public void StartHis() =>
        His = HisProcess.Start(
            "HIS:",
            "--urls=http://127.0.0.1:0",
            $"--His:DataDirectory={Folder}",
            "--His:Simulator:Mode=Separate",
            $"--His:Simulator:Port={_port}",
            $"--His:Api:Key={Key}",
            "--His:Storage:ReserveMebibytes=1",
            "--His:RetryInterval=00:00:00.5",
            "--His:CommandTimeout=00:00:20",
            "--His:QueryTimeout=00:00:30",
            "--His:ReconciliationInterval=00:00:01",
            "--His:PresenceNotReadyAfter=00:00:02",
            $"--His:PresenceLogoutAfter={PresenceLogoutAfter}"
        );

    /// <summary>Who is logged in at HIS: of each agent the ids of the sessions, and whether a client is there.</summary>
    public async Task<ILookup<string, (string Session, bool IsConnected)>> SessionsAsync()
    {
        var list = await TestTimeout.Wait(_http.GetFromJsonAsync<JsonArray>(new Uri(Address, "/api/v1/sessions")), "the sessions");
        return list!.ToLookup(
            it => it!["session"]!["agent"]!["id"]!.GetValue<string>(),
            it => (it!["session"]!["id"]!.GetValue<string>(), it["connected"]!.GetValue<bool>())
        );
    }

    /// <summary>The truth at the switch.</summary>
    public async Task<bool> IsAtSwitchAsync(string agent) =>
        (await TestTimeout.Wait(_http.GetFromJsonAsync<JsonNode>(new Uri(_panel, $"/simulator/agents/{agent}")), "the truth"))![
            "loggedIn"
        ]!.GetValue<bool>();

    /// <summary>Completes when the switch has the agent no more.</summary>
    public async Task IsOutAsync(string agent)
    {
        while (await IsAtSwitchAsync(agent))
        {
            await Task.Delay(50); // not for a time to pass, but not to take the processor from those who are waited for
        }
    }

    /// <summary>From now on the switch does not answer a question about this agent.</summary>
    public async Task BeSilentAboutAsync(string agent)
    {
        var fault = new JsonObject
        {
            ["operation"] = "Ask",
            ["behaviour"] = "Hang",
            ["agentId"] = agent,
            ["times"] = 1000,
        };
        using var answer = await TestTimeout.Wait(_http.PostAsJsonAsync(new Uri(_panel, "/simulator/faults"), fault), "the fault");
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        His?.Dispose();
        Switch?.Dispose();
        _http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
