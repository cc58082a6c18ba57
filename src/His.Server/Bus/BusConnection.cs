using System.Buffers;
using System.Net.WebSockets;
using His.Bus;
using His.Server.Metrics;
using His.Server.Settings;
using Outbox = System.Threading.Channels.Channel<System.ReadOnlyMemory<byte>>;
using OutboxOptions = System.Threading.Channels.BoundedChannelOptions;

namespace His.Server.Bus;

/// <summary>
/// One WebSocket connection. One reader passes complete messages to the dispatcher; one writer sends the outbox in order, and the close
/// frame last.
/// <code>
///   open ──► closing (a code is set: the outbox is complete, incoming messages are discarded)
///                ──► gone (both sides have closed, or the deadline has passed)
/// </code>
/// </summary>
internal sealed partial class BusConnection : IConnection
{
    // Nearly every message is shorter; clearing a buffer of the maximum size after each would dominate the cost.
    private const int UsualMessageBytes = 2048;

    private readonly WebSocket _socket;
    private readonly CoalescingStream _wayOut;
    private readonly BusOptions _options;
    private readonly BusMetrics _metrics;
    private readonly ILogger _log;
    private readonly Outbox _outbox;

    // Never disposed: a late Close may still set its timer, which is stopped at the end.
    private readonly CancellationTokenSource _end;
    private CloseCode? _closing;
    private volatile bool _isDropping;
    private bool _isBroken;

    public BusConnection(
        WebSocket socket,
        CoalescingStream wayOut,
        string remoteAddress,
        BusOptions options,
        BusMetrics metrics,
        TimeProvider time,
        ILogger log
    )
    {
        this._socket = socket;
        this._wayOut = wayOut;
        this._options = options;
        this._metrics = metrics;
        this._log = log;
        RemoteAddress = remoteAddress;
        _end = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _outbox = System.Threading.Channels.Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new OutboxOptions(options.MaxOutboxMessages) { SingleReader = true }
        );
    }

    public string RemoteAddress { get; }

    /// <summary>Fires when a client did not confirm the close in time: the connection is then aborted.</summary>
    public CancellationToken Overdue => _end.Token;

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (Volatile.Read(ref _closing) is null && !_outbox.Writer.TryWrite(message) && Volatile.Read(ref _closing) is null)
        {
            // Sending the queue would only make a slow client slower; it reconnects and gets a snapshot.
            _metrics.RecordSlowClosed();
            LogTooSlow(_log, RemoteAddress, _options.MaxOutboxMessages);
            Close(CloseCode.TooSlow, isDropping: true);
        }
    }

    public void Close(CloseCode code) => Close(code, isDropping: false);

    /// <summary>Carries messages until the connection is closed.</summary>
    /// <param name="dispatcher">The receiver of complete messages.</param>
    /// <param name="gone">Fires when the underlying connection is gone.</param>
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

            // Replies to the client's close; if the connection is broken, it has no effect.
            Close(new CloseCode((int)(_socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure), ""), isDropping: true);
            await writing;
            if (_isBroken)
            {
                // The socket may have sent its reason (1002, 1007). Releasing it now would discard that frame before it is sent.
                await Task.Delay(Timeout.InfiniteTimeSpan, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _end.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Completes the outbox; the close frame is sent last.</summary>
    /// <param name="code">The close code and reason.</param>
    /// <param name="isDropping">Whether queued messages are discarded. The writer reads it, so it is set after the code.</param>
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
                // Waits without a buffer: thousands of connections are idle most of the time.
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
                buffer.AsSpan(0, length).Clear(); // it may have contained a password
                var isRefused = !got.EndOfMessage;
                while (!got.EndOfMessage)
                {
                    got = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None); // discards the rest of the rejected message
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

    /// <summary>Copies the content to a larger buffer, and clears the smaller one.</summary>
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

                _wayOut.HasMore = _outbox.Reader.TryPeek(out _) || Volatile.Read(ref _closing) is not null; // the close frame follows the last message
                var sending = _socket.SendAsync(
                    message,
                    WebSocketMessageType.Text,
                    WebSocketMessageFlags.EndOfMessage,
                    CancellationToken.None
                );
                var tookTime = !sending.IsCompleted;
                await sending;
                if (tookTime)
                {
                    GiveTimeToClose();
                }
            }

            _wayOut.HasMore = false;
            var code = Volatile.Read(ref _closing)!;
            await _socket.CloseOutputAsync(
                (WebSocketCloseStatus)code.Number,
                code.Number == (int)WebSocketCloseStatus.Empty ? null : code.Reason,
                CancellationToken.None
            );
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogBroken(_log, broken, RemoteAddress);
        }

        GiveTimeToClose();
    }

    /// <summary>Restarts the close deadline after each step forward, once the connection is closing.</summary>
    private void GiveTimeToClose()
    {
        if (Volatile.Read(ref _closing) is not null)
        {
            _end.CancelAfter(_options.CloseTimeout);
        }
    }

    [LoggerMessage(
        4001,
        LogLevel.Warning,
        "Closing a connection from {Address}: {Messages} messages are waiting for a client that does not read"
    )]
    private static partial void LogTooSlow(ILogger log, string address, int messages);

    [LoggerMessage(4002, LogLevel.Debug, "A connection from {Address} failed")]
    private static partial void LogBroken(ILogger log, Exception broken, string address);
}
