using His.Platform.Asterisk.Ami;
using His.Testing;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>Pings every 5 s with three times 5 s for their answers, on a clock that is turned by hand.</summary>
public sealed class HeartbeatTests : IAsyncLifetime
{
    private static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);

    private readonly ScriptedSwitch _switch = new();
    private readonly TurnedClock _clock = new();
    private readonly CancellationTokenSource _end = new();
    private int _answers;
    private AmiConnection _connection = null!;
    private Task _beating = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        var options = new AsteriskOptions { Port = _switch.Port };
        var opening = AmiConnection.OpenAsync(options, new AmiMetrics(), TestTimeout.Token);
        await _switch.AcceptAsync();
        _connection = await opening;
        _beating = new AmiHeartbeat(_connection, options, (_, _) => _answers++, _clock).BeatAsync(_end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beating;
        await _connection.DisposeAsync();
        _switch.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task AnAnswer_AfterTwoMisses_IsLife()
    {
        var ping = await _switch.HearAsync();
        await TurnAsync();
        await TurnAsync();
        Assert.False(_connection.Closed.IsCompleted);
        await AnswerAsync(ping);
        await TestTimeout.UntilAsync(() => Task.FromResult(_answers == 1), "the answer counts");

        // And the misses before it are forgiven: the next ping has three chances again.
        await TurnAsync();
        ping = await _switch.HearAsync();
        await TurnAsync();
        await TurnAsync();
        await AnswerAsync(ping);
        await TestTimeout.UntilAsync(() => Task.FromResult(_answers == 2), "the second answer counts");
        Assert.False(_connection.Closed.IsCompleted);
    }

    [Fact]
    public async Task ThreeMisses_AreALostLink()
    {
        await _switch.HearAsync();
        await TurnAsync();
        await TurnAsync();
        await TurnAsync();

        Assert.Equal("a ping was not answered in 15 s", await _connection.Closed.WaitAsync(TestTimeout.Token));
        await _beating;
    }

    [Fact]
    public async Task Events_AreNoSignOfLife()
    {
        await _switch.HearAsync();
        for (var miss = 0; miss < 3; miss++)
        {
            await _switch.SayAsync("Event: Hold\r\n\r\n");
            await _connection.Events.ReadAsync(TestTimeout.Token);
            await TurnAsync();
        }

        await _connection.Closed.WaitAsync(TestTimeout.Token);
    }

    [Fact]
    public async Task HalfAnEvent_ThenSilence_IsALostLink()
    {
        await _switch.HearAsync();
        await _switch.SayAsync("Event: QueueMemberPause\r\nQueue: sal");
        for (var miss = 0; miss < 3; miss++)
        {
            await TurnAsync();
        }

        await _connection.Closed.WaitAsync(TestTimeout.Token);
        Assert.False(_connection.Events.TryRead(out _));
    }

    /// <summary>Five seconds pass, when somebody waits for them.</summary>
    private async Task TurnAsync()
    {
        await TestTimeout.UntilAsync(() => Task.FromResult(_clock.Alarms == 1), "the heartbeat waits");
        _clock.Turn(FiveSeconds);
    }

    private Task AnswerAsync(Dictionary<string, string> ping) =>
        _switch.SayAsync($"Response: Success\r\nActionID: {ping["ActionID"]}\r\nPing: Pong\r\nTimestamp: 1795536677.924364\r\n\r\n");
}
