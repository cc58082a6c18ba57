using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using His.Platform.Asterisk.Tests.Switch;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>
/// A scripted switch that answers as a healthy one does, so that a whole platform can link to it; a test makes it misbehave where it
/// wants to. Each link is served until it ends, then the next.
/// </summary>
internal sealed class TalkingSwitch : IAsyncDisposable
{
    private const string Commands = """
        QueueAdd: Add. (Priv: agent,all)
        QueuePause: Pause. (Priv: agent,all)
        QueueRemove: Remove. (Priv: agent,all)
        QueueStatus: Status. (Priv: <none>)
        QueueLog: Log. (Priv: agent,all)
        CoreShowChannels: List. (Priv: system,reporting,all)
        Getvar: Get. (Priv: call,reporting,all)
        Hangup: Hang up. (Priv: system,call,all)
        """;

    private readonly ScriptedSwitch _switch = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public TalkingSwitch()
    {
        Answers["Challenge"] = id => $"Response: Success\r\nActionID: {id}\r\nChallenge: 1\r\n\r\n";
        Answers["Login"] = id => $"Response: Success\r\nActionID: {id}\r\nMessage: Authentication accepted\r\n\r\n";
        Answers["ListCommands"] = id => $"Response: Success\r\nActionID: {id}\r\n{Commands.ReplaceLineEndings("\r\n")}\r\n\r\n";
        Answers["Ping"] = id => $"Response: Success\r\nActionID: {id}\r\nPing: Pong\r\nTimestamp: {Now(TimeSpan.Zero)}\r\n\r\n";
        Answers["QueueStatus"] = id => AList(id, "QueueStatus");
        Answers["CoreShowChannels"] = id => AList(id, "CoreShowChannels");
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>What is answered to an action with this ActionID; the empty text is silence.</summary>
    public ConcurrentDictionary<string, Func<string, string>> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each action was heard.</summary>
    public ConcurrentDictionary<string, int> Heard { get; } = new(StringComparer.Ordinal);

    public int HeardSoFar(string action) => Heard.GetValueOrDefault(action);

    public static string AList(string id, string name, params string[] items) =>
        $"Response: Success\r\nActionID: {id}\r\nEventList: start\r\n\r\n"
        + string.Concat(items.Select(item => $"{item}\r\nActionID: {id}\r\n\r\n"))
        + $"Event: {name}Complete\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: {Number(items.Length)}\r\n\r\n";

    public static string AMember(bool paused) =>
        $"Event: QueueMember\r\nQueue: sales\r\nName: Alice\r\nLocation: PJSIP/1001\r\nPaused: {(paused ? "1" : "0")}\r\nPausedReason: ";

    public static string APause(bool paused) =>
        $"Event: QueueMemberPause\r\nQueue: sales\r\nMemberName: Alice\r\nInterface: PJSIP/1001\r\nPaused: {(paused ? "1" : "0")}\r\nPausedReason: \r\n\r\n";

    /// <summary>The switch's clock, so long ago.</summary>
    public static string Now(TimeSpan ago) =>
        ((DateTimeOffset.UtcNow - ago).ToUnixTimeMilliseconds() / 1000.0).ToString("F3", CultureInfo.InvariantCulture);

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_switch.Port}");

    public void HangUp() => _switch.HangUp();

    public Task SayAsync(string text) => _switch.SayAsync(text);

    /// <summary>A platform for Alice that is linked to this switch, or has tried.</summary>
    public async Task<AsteriskPlatform> PlatformAsync(
        Func<AsteriskOptions, AsteriskOptions>? with = null,
        ILogger<AsteriskPlatform>? logger = null
    )
    {
        var options = new AsteriskOptions
        {
            Port = _switch.Port,
            Username = "his",
            Secret = "secret",
            Queues = ["sales"],
            PingInterval = TimeSpan.FromMilliseconds(50),
            ReconnectDelay = TimeSpan.FromMilliseconds(20),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(200),
        };
        var platform = new AsteriskPlatform(with?.Invoke(options) ?? options, new Staff(), TimeProvider.System, logger ?? new Logbook());
        await platform.StartAsync(TestTimeout.Token);
        return platform;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _switch.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _switch.AcceptAsync(token: _stop.Token);
                while (true)
                {
                    var request = await _switch.HearAsync(_stop.Token);
                    Heard.AddOrUpdate(request["Action"], 1, (_, before) => before + 1);
                    var answer = Answers.TryGetValue(request["Action"], out var say)
                        ? say(request["ActionID"])
                        : $"Response: Error\r\nActionID: {request["ActionID"]}\r\nMessage: Permission denied\r\n\r\n";
                    await _switch.SayAsync(answer);
                }
            }
            catch (Exception error)
                when (error is IOException or InvalidOperationException or OperationCanceledException or System.Net.Sockets.SocketException)
            {
                // This link has ended; the next one is served.
            }
        }
    }
}
