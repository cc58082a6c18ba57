using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Seats;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// Keeps the link to the switch, and is the one loop in which its events are looked at. A link counts as there when the whole state
/// has been read over it; events that come meanwhile wait in the connection's queue and are looked at after.
/// </summary>
internal sealed partial class SwitchLink(AsteriskOptions options, Switchboard board, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AmiConnection? _current;
    private Task? _loop;

    /// <summary>The connection over which the switch can be spoken to now.</summary>
    public AmiConnection? Current => _current;

    public AmiCounters Counters { get; } = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop ??= Task.Run(() => KeepAsync(_stop.Token), CancellationToken.None);
        return _firstAttempt.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The token's source is not disposed of: who starts late must find it cancelled.
        await _stop.CancelAsync();
        if (_loop is not null) await _loop;
    }

    private async Task KeepAsync(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested; failures++)
        {
            try
            {
                await LiveAsync(() => failures = 0, stop);
            }
            catch (Exception error) when (error is AmiLinkLostException or AmiRefusedException or OperationCanceledException)
            {
                if (!stop.IsCancellationRequested) LogNoLink(failures == 0 ? LogLevel.Warning : LogLevel.Debug, options.Host, options.Port, error.Message);
            }

            _firstAttempt.TrySetResult();
            await PauseAsync(failures, stop);
        }
    }

    /// <summary>One link from its beginning to its end.</summary>
    private async Task LiveAsync(Action succeeded, CancellationToken stop)
    {
        using var deadline = new Deadline(options.ConnectTimeout, time, stop);
        await using var connection = await AmiLogin.OpenAsync(options, Counters, deadline.Token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var heartbeat = BeatAsync(connection, end.Token);
        try
        {
            var truth = await SwitchTruth.ReadAsync(connection, memberInterface: null, deadline.Token);
            _current = connection; // before the truth is told: who hears it may give a command at once
            board.Learn(truth);
            succeeded();
            _firstAttempt.TrySetResult();
            LogLink(options.Host, options.Port);
            await ListenAsync(connection, stop);
            LogLinkLost(options.Host, options.Port, await connection.Closed);
        }
        finally
        {
            _current = null;
            board.LoseLink();
            await end.CancelAsync();
            await heartbeat;
        }
    }

    private async Task ListenAsync(AmiConnection connection, CancellationToken stop)
    {
        await foreach (var message in connection.Events.ReadAllAsync(stop))
        {
            if (message != AmiMessage.Gap)
            {
                board.Hear(message);
                continue;
            }

            LogGap();
            using var deadline = new Deadline(options.ConnectTimeout, time, stop);
            board.Learn(await SwitchTruth.ReadAsync(connection, memberInterface: null, deadline.Token));
        }
    }

    /// <summary>A switch that is frozen, or behind a broken network, says nothing at all: only a question shows it.</summary>
    private async Task BeatAsync(AmiConnection connection, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var deadline = new Deadline(options.PingTimeout, time, end);
            try
            {
                await connection.AskAsync(AmiAction.Ping(), deadline.Token);
                await Task.Delay(options.PingInterval, time, end);
            }
            catch (AmiLinkLostException)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                if (!end.IsCancellationRequested) connection.Drop("a ping was not answered");
                return;
            }
        }
    }

    private async Task PauseAsync(int failures, CancellationToken stop)
    {
        var pause = Math.Min(options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)), options.MaxReconnectDelay.TotalMilliseconds);
        // Chance keeps the nodes that lost one switch together from coming back together.
        pause *= 1 - (Random.Shared.NextDouble() / 2);
        await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Linked to Asterisk at {Host}:{Port}")]
    private partial void LogLink(string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the link to Asterisk at {Host}:{Port}: {Why}")]
    private partial void LogLinkLost(string host, int port, string why);

    [LoggerMessage(Message = "No link to Asterisk at {Host}:{Port}: {Why}")]
    private partial void LogNoLink(LogLevel level, string host, int port, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Asterisk sent a message that is too long to read; the whole state is read anew")]
    private partial void LogGap();
}
