using System.Buffers;
using System.Net.WebSockets;
using His.Bus;
using His.Server.Metrics;
using His.Server.Settings;
using Outbox = System.Threading.Channels.Channel<System.ReadOnlyMemory<byte>>;
using OutboxOptions = System.Threading.Channels.BoundedChannelOptions;

namespace His.Server.Bus;

/// <summary>
/// One WebSocket. A reader that hands whole frames to the dispatcher, and one writer, so that everything leaves in the order in which
/// it was put into the outbox, and the close frame last.
/// <code>
///   open ──► closing (a code is set: nothing more goes in, nothing more is read as a request)
///                ──► gone (both sides have closed, or the deadline has passed)
/// </code>
/// </summary>
internal sealed partial class BusConnection : IConnection
{
    // Nearly every message is shorter: to clear a buffer for the longest after each would cost more than all else.
    private const int UsualMessageBytes = 2048;

    private readonly WebSocket _socket;
    private readonly CoalescingStream _wayOut;
    private readonly BusOptions _options;
    private readonly BusMetrics _meter;
    private readonly ILogger _log;
    private readonly Outbox _outbox;

    // Never disposed of: a late Close may still wind its clock, which is stopped at the end.
    private readonly CancellationTokenSource _end;
    private CloseCode? _closing;
    private volatile bool _isDropping;
    private bool _isBroken;

    public BusConnection(WebSocket socket, CoalescingStream wayOut, string remoteAddress, BusOptions options, BusMetrics meter, TimeProvider time, ILogger log)
    {
        this._socket = socket;
        this._wayOut = wayOut;
        this._options = options;
        this._meter = meter;
        this._log = log;
        RemoteAddress = remoteAddress;
        _end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _outbox = System.Threading.Channels.Channel.CreateBounded<ReadOnlyMemory<byte>>(new OutboxOptions(options.MaxOutboxMessages) { SingleReader = true });
    }

    public string RemoteAddress { get; }

    /// <summary>Fires when a client had its time to take leave and did not use it: the link is cut.</summary>
    public CancellationToken Overdue => _end.Token;

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (Volatile.Read(ref _closing) is null && !_outbox.Writer.TryWrite(message) && Volatile.Read(ref _closing) is null)
        {
            // What waits would only make a slow client slower; it comes back and asks for all of it.
            _meter.Slow.Add(1);
            LogTooSlow(_log, RemoteAddress, _options.MaxOutboxMessages);
            Close(CloseCode.TooSlow, isDropping: true);
        }
    }

    public void Close(CloseCode code) => Close(code, isDropping: false);

    /// <summary>Carries messages until the link is gone.</summary>
    /// <param name="dispatcher">Where whole messages go.</param>
    /// <param name="gone">Fires when nothing of the link is left.</param>
    public async Task RunAsync(BusDispatcher dispatcher, CancellationToken gone)
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync(dispatcher);
        }
        finally
        {
            dispatcher.Disconnected();

            // Where the client has closed, this is the answer; where the link is broken, it comes to nothing.
            Close(new CloseCode((int)(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure), ""), isDropping: true);
            await writing;
            if (_isBroken)
            {
                // The socket may have said why (1002, 1007). Whoever let go of it now would take that back from the wire.
                await Task.Delay(Timeout.InfiniteTimeSpan, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _end.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Nothing more goes in; the close frame is the last to leave.</summary>
    /// <param name="code">What is said.</param>
    /// <param name="isDropping">Whether what waits is not sent any more. The writer goes by it, so it comes after the code.</param>
    private void Close(CloseCode code, bool isDropping)
    {
        if (Interlocked.CompareExchange(ref _closing, code, null) is null)
        {
            this._isDropping = isDropping;
            _end.CancelAfter(_options.CloseTimeout);
            _outbox.Writer.TryComplete();
        }
    }

    private async Task ReadAsync(BusDispatcher dispatcher)
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                // Waits without a buffer: thousands of connections are silent most of the time.
                var got = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                buffer = ArrayPool<byte>.Shared.Rent(UsualMessageBytes);
                var length = 0;
                while (!got.EndOfMessage && got.MessageType == WebSocketMessageType.Text && length <= _options.MaxMessageBytes)
                {
                    buffer = length < buffer.Length ? buffer : Grown(buffer);
                    got = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += got.Count;
                }

                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                Take(dispatcher, got.MessageType, buffer.AsSpan(0, length));
                buffer.AsSpan(0, length).Clear(); // there may have been a password in it
                var isRefused = !got.EndOfMessage;
                while (!got.EndOfMessage)
                {
                    got = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None); // the rest of what is refused
                }

                ArrayPool<byte>.Shared.Return(buffer, clearArray: isRefused);
                buffer = null;
            }
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            _isBroken = true;
            LogBroken(_log, broken, RemoteAddress);
        }
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }
    }

    /// <summary>The same in a larger buffer; of the smaller one nothing is left.</summary>
    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private void Take(BusDispatcher dispatcher, WebSocketMessageType type, ReadOnlySpan<byte> message)
    {
        if (Volatile.Read(ref _closing) is not null)
        {
            return; // too late
        }

        if (type != WebSocketMessageType.Text)
        {
            Close(CloseCode.NotText);
        }
        else if (message.Length > _options.MaxMessageBytes)
        {
            Close(CloseCode.TooBig);
        }
        else
        {
            dispatcher.Receive(message);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var message in _outbox.Reader.ReadAllAsync())
            {
                if (_isDropping)
                {
                    break;
                }

                _wayOut.HasMore = _outbox.Reader.TryPeek(out _) || Volatile.Read(ref _closing) is not null; // behind the last one comes the close frame
                var sending = _socket.SendAsync(message, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
                var tookTime = !sending.IsCompleted;
                await sending;
                if (tookTime)
                {
                    GiveTimeToClose();
                }
            }

            _wayOut.HasMore = false;
            var code = Volatile.Read(ref _closing)!;
            await _socket.CloseOutputAsync((WebSocketCloseStatus)code.Number, code.Number == (int)WebSocketCloseStatus.Empty ? null : code.Reason, CancellationToken.None);
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogBroken(_log, broken, RemoteAddress);
        }

        GiveTimeToClose();
    }

    /// <summary>While a connection closes, each step forward gives it the whole deadline again.</summary>
    private void GiveTimeToClose()
    {
        if (Volatile.Read(ref _closing) is not null)
        {
            _end.CancelAfter(_options.CloseTimeout);
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "Closing a connection from {Address}: {Messages} messages wait for it already")]
    private static partial void LogTooSlow(ILogger log, string address, int messages);

    [LoggerMessage(4002, LogLevel.Debug, "A connection from {Address} broke")]
    private static partial void LogBroken(ILogger log, Exception broken, string address);
}
