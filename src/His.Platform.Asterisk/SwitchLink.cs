using System.Globalization;
using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk;

/// <summary>
/// Keeps the link to the switch, and is the one loop that processes its events. A link counts as up once the whole state has been read over
/// it; events that come before wait in the connection's queue and are processed after.
/// </summary>
internal sealed partial class SwitchLink(AsteriskOptions options, DeviceRegistry devices, TimeProvider time, ILogger logger)
    : IAsyncDisposable
{
    /// <summary>
    /// The least time between two reads of the whole state because of gaps, so that a switch that sends many gaps does not starve its
    /// events.
    /// </summary>
    private static readonly TimeSpan BetweenGaps = TimeSpan.FromSeconds(1);

    /// <summary>
    /// After this many events the reader, on whose thread they are processed, gets its thread back, so that a flood does not block it.
    /// </summary>
    private const int MaxItemsPerRun = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EventLag _lag = new(options.EventLagLimit, time);
    private volatile AmiConnection? _current;
    private volatile PlatformCapabilities _capabilities = AsteriskCapabilities.Of(options, AmiCommands.None);
    private Task? _loop;
    private string _lastFailure = "";
    private (string Superfluous, string Missing, string NotOffered) _lastAccount = ("", "", "");

    /// <summary>The connection for commands and queries; <see langword="null"/> without a link.</summary>
    public AmiConnection? Current => _current;

    /// <summary>
    /// Whether events come so late that only a query gives the present state. Callers that wait for an event have a deadline and query
    /// after it.
    /// </summary>
    public bool IsDegraded => _current is not null && _lag.IsDegraded;

    /// <summary>Called when a link is up and the snapshots have been sent.</summary>
    public Action IsBack { get; set; } = () => { };

    /// <summary>The capabilities over the present link, or over the last one; an account's privileges are those of its login.</summary>
    public PlatformCapabilities Capabilities => _capabilities;

    public AmiMetrics Counters { get; } = new(options.Host, options.Port);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop ??= Task.Run(() => KeepAsync(_stop.Token), CancellationToken.None);
        return _firstAttempt.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // The token's source is not disposed: a late start must find it canceled.
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
                    TellFailure(error is OperationCanceledException ? "it did not respond within ConnectTimeout" : error.Message);
                }
            }
#pragma warning disable CA1031 // An unforeseen exception must not end the only loop: a new link begins with a complete snapshot.
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
        using var deadline = new LinkedTimeout(options.ConnectTimeout, time, stop);
        var (connection, commands) = await AmiLogin.OpenAsync(options, Counters, time, deadline.Token);
        await using var ofConnection = connection;
        _lag = new EventLag(options.EventLagLimit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var heartbeat = new AmiHeartbeat(connection, options, HearPong, time).BeatAsync(end.Token);
        try
        {
            TellAccount(commands);
            var snapshot = await SwitchSnapshot.ReadAsync(connection, deadline.Token);
            _capabilities = AsteriskCapabilities.Of(options, commands);
            _current = connection; // before the snapshots are sent: their receiver may send a command at once
            Counters.RecordLinkUp();
            devices.Apply(snapshot);
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
            devices.LoseLink();
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
                Counters.RecordEvent();
                if (_lag.Hear(message))
                {
                    TellLag();
                }

                Counters.RecordEventLag(_lag.Last);
                devices.Process(message);
                continue;
            }

            if (++gaps <= gapsKnown)
            {
                continue; // it is older than the state that was read
            }

            if (lastRead != 0 && BetweenGaps - time.GetElapsedTime(lastRead) is { Ticks: > 0 } pause)
            {
                await Task.Delay(pause, time, stop);
            }

            LogGap();
            using var deadline = new LinkedTimeout(options.ConnectTimeout, time, stop);
            gapsKnown = connection.Gaps;
            lastRead = time.GetTimestamp();
            devices.Apply(await SwitchSnapshot.ReadAsync(connection, deadline.Token));
        }
    }

    private void HearPong(AmiReply pong, long sentAt)
    {
        Counters.RecordPing(time.GetElapsedTime(sentAt));
        _lag.SetClock(pong.Response["Timestamp"], sentAt);
        if (_lag.Forget())
        {
            TellLag();
        }
    }

    private async Task PauseAsync(int failures, CancellationToken stop)
    {
        var pause = Math.Min(
            options.ReconnectDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)),
            options.MaxReconnectDelay.TotalMilliseconds
        );
        // Jitter prevents nodes that lost the same switch from reconnecting at the same moment.
        pause *= 1 - (Random.Shared.NextDouble() / 2);
        await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>The first occurrence of a reason is a warning; repetitions are logged at Debug.</summary>
    private void TellFailure(string why)
    {
        LogNoLink(why.Equals(_lastFailure, StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning, options.Host, options.Port, why);
        _lastFailure = why;
    }

    /// <summary>
    /// Logs what the account may do beyond what HIS needs, or may not do: once per link, unless unchanged since the last.
    /// </summary>
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

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The link to Asterisk at {Host}:{Port} failed because of a defect of HIS; HIS reconnects"
    )]
    private partial void LogDefect(Exception defect, string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Asterisk sent a message that is too long to read; HIS reads the whole state again")]
    private partial void LogGap();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The AMI account {Username} may do more than HIS needs: {Privileges}. Remove this from write= in manager.conf"
    )]
    private partial void LogSuperfluous(string username, string privileges);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The AMI account {Username} lacks what HIS needs: {Actions}. Check write= in manager.conf, and that app_queue is loaded"
    )]
    private partial void LogMissing(string username, string actions);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The AMI account {Username} lacks {Actions}, so agents are not offered everything that the settings of Calls enable. Check write= in manager.conf"
    )]
    private partial void LogNotOffered(string username, string actions);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events of Asterisk at {Host}:{Port} are {Seconds:0} s late; until they are on time, HIS queries the state it needs"
    )]
    private partial void LogDegraded(string host, int port, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events of Asterisk at {Host}:{Port} are on time again")]
    private partial void LogInTime(string host, int port);
}
