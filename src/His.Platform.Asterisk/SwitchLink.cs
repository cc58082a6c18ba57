using System.Globalization;
using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// Keeps the link to the switch, and is the one loop in which its events are looked at. A link counts as there when the whole state
/// has been read over it; events that come meanwhile wait in the connection's queue and are looked at after.
/// </summary>
internal sealed partial class SwitchLink(AsteriskOptions options, DeviceRegistry board, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>The least time between two readings of the whole state because of gaps: a switch full of them must still be heard.</summary>
    private static readonly TimeSpan BetweenGaps = TimeSpan.FromSeconds(1);

    /// <summary>After so many events the reader, on whose thread they are looked at, gets its thread back: a flood is not to hold it up.</summary>
    private const int MaxItemsPerRun = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EventLag _lag = new(options.EventLagLimit, time);
    private volatile AmiConnection? _current;
    private volatile PlatformCapabilities _capabilities = AsteriskCapabilities.Of(options, AmiCommands.None);
    private Task? _loop;
    private string _lastFailure = "";
    private (string Superfluous, string Missing, string NotOffered) _lastAccount = ("", "", "");

    /// <summary>The connection over which the switch can be spoken to now.</summary>
    public AmiConnection? Current => _current;

    /// <summary>Whether events come so late that only asking tells the truth. Whoever waits for one has a deadline and then asks.</summary>
    public bool IsDegraded => _current is not null && _lag.IsDegraded;

    /// <summary>Called when a link is there and the truth has been told over it.</summary>
    public Action IsBack { get; set; } = () => { };

    /// <summary>What can be done over the present link, or could over the last one; an account's privileges are those of its login.</summary>
    public PlatformCapabilities Capabilities => _capabilities;

    public AmiMetrics Counters { get; } = new(string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}"));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop ??= Task.Run(() => KeepAsync(_stop.Token), CancellationToken.None);
        return _firstAttempt.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The token's source is not disposed of: who starts late must find it cancelled.
        await _stop.CancelAsync();
        if (_loop is not null)
        {
            await _loop;
        }
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
                if (!stop.IsCancellationRequested)
                {
                    TellFailure(error is OperationCanceledException ? "it did not answer in ConnectTimeout" : error.Message);
                }
            }
#pragma warning disable CA1031 // What nobody has foreseen must not end the only loop there is: a new link begins with the whole truth.
            catch (Exception defect)
#pragma warning restore CA1031
            {
                LogDefect(defect, options.Host, options.Port);
            }

            _firstAttempt.TrySetResult();
            await PauseAsync(failures, stop);
        }
    }

    /// <summary>One link from its beginning to its end.</summary>
    private async Task LiveAsync(Action succeeded, CancellationToken stop)
    {
        using var deadline = new Deadline(options.ConnectTimeout, time, stop);
        var (connection, commands) = await AmiLogin.OpenAsync(options, Counters, time, deadline.Token);
        await using var ofConnection = connection;
        _lag = new EventLag(options.EventLagLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var heartbeat = new AmiHeartbeat(connection, options, HearPong, time).BeatAsync(end.Token);
        try
        {
            TellAccount(commands);
            var truth = await SwitchSnapshot.ReadAsync(connection, deadline.Token);
            _capabilities = AsteriskCapabilities.Of(options, commands);
            _current = connection; // before the truth is told: who hears it may give a command at once
            Counters.RecordLinkUp();
            board.Learn(truth);
            succeeded();
            _lastFailure = "";
            _firstAttempt.TrySetResult();
            IsBack();
            LogLink(options.Host, options.Port);
            await ListenAsync(connection, stop);
            LogLinkLost(options.Host, options.Port, await connection.Closed);
        }
        finally
        {
            if (_current is not null)
            {
                Counters.RecordLinkDown(wasLost: !stop.IsCancellationRequested);
            }

            _current = null;
            board.LoseLink();
            await end.CancelAsync();
            await heartbeat;
        }
    }

    private async Task ListenAsync(AmiConnection connection, CancellationToken stop)
    {
        var (gaps, gapsKnown, lastRead, heard) = (0, 0, 0L, 0);
        await foreach (var message in connection.Events.ReadAllAsync(stop))
        {
            if (++heard % MaxItemsPerRun == 0)
            {
                await Task.Yield();
            }

            if (message != AmiMessage.Gap)
            {
                Counters.LookedAtEvent();
                if (_lag.Hear(message))
                {
                    TellLag();
                }

                Counters.RecordEventLag(_lag.Last);
                board.Hear(message);
                continue;
            }

            if (++gaps <= gapsKnown)
            {
                continue; // it was before the state was read
            }

            if (lastRead != 0 && BetweenGaps - time.GetElapsedTime(lastRead) is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, stop);
            }

            LogGap();
            using var deadline = new Deadline(options.ConnectTimeout, time, stop);
            gapsKnown = connection.Gaps;
            lastRead = time.GetTimestamp();
            board.Learn(await SwitchSnapshot.ReadAsync(connection, deadline.Token));
        }
    }

    private void HearPong(AmiReply pong, long asked)
    {
        Counters.Answered(time.GetElapsedTime(asked));
        _lag.SetClock(pong.Response["Timestamp"], asked);
        if (_lag.Forget())
        {
            TellLag();
        }
    }

    private async Task PauseAsync(int failures, CancellationToken stop)
    {
        var pause = Math.Min(options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)), options.MaxReconnectDelay.TotalMilliseconds);
        // Chance keeps the nodes that lost one switch together from coming back together.
        pause *= 1 - (Random.Shared.NextDouble() / 2);
        await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The same reason again and again is told once, loudly.</summary>
    private void TellFailure(string why)
    {
        LogNoLink(why.Equals(_lastFailure, StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning, options.Host, options.Port, why);
        _lastFailure = why;
    }

    /// <summary>What the account may do beyond what HIS needs, or may not do: once for each link, unless it was the same with the last.</summary>
    private void TellAccount(AmiCommands commands)
    {
        var superfluous = string.Join(", ", commands.Superfluous(options.Calls));
        var missing = string.Join(", ", commands.Missing());
        var notOffered = string.Join(", ", commands.MissingFor(options.Calls));
        if (_lastAccount == (superfluous, missing, notOffered))
        {
            return;
        }

        _lastAccount = (superfluous, missing, notOffered);
        if (superfluous.Length > 0)
        {
            LogSuperfluous(options.Username, superfluous);
        }

        if (missing.Length > 0)
        {
            LogMissing(options.Username, missing);
        }

        if (notOffered.Length > 0)
        {
            LogNotOffered(options.Username, notOffered);
        }
    }

    private void TellLag()
    {
        if (_lag.IsDegraded)
        {
            LogDegraded(options.Host, options.Port, _lag.Last.TotalSeconds);
        }
        else
        {
            LogInTime(options.Host, options.Port);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Linked to Asterisk at {Host}:{Port}")]
    private partial void LogLink(string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the link to Asterisk at {Host}:{Port}: {Why}")]
    private partial void LogLinkLost(string host, int port, string why);

    [LoggerMessage(Message = "No link to Asterisk at {Host}:{Port}: {Why}")]
    private partial void LogNoLink(LogLevel level, string host, int port, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The link to Asterisk at {Host}:{Port} broke on a defect of HIS; it is made anew")]
    private partial void LogDefect(Exception defect, string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Asterisk sent a message that is too long to read; the whole state is read anew")]
    private partial void LogGap();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The AMI account {Username} may do more than HIS needs: {Privileges}. Take it out of write= in manager.conf")]
    private partial void LogSuperfluous(string username, string privileges);

    [LoggerMessage(Level = LogLevel.Error, Message = "The AMI account {Username} lacks what HIS needs: {Actions}. Look at write= in manager.conf, and whether app_queue is loaded")]
    private partial void LogMissing(string username, string actions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The AMI account {Username} may not do {Actions}, so agents are not offered what the settings of Calls want with it. Look at write= in manager.conf")]
    private partial void LogNotOffered(string username, string actions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Asterisk at {Host}:{Port} tells its events {Seconds:0} s late; until they come in time HIS asks for what it must know")]
    private partial void LogDegraded(string host, int port, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asterisk at {Host}:{Port} tells its events in time again")]
    private partial void LogInTime(string host, int port);
}
