using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace His.Platform.Asterisk.Ami;

/// <summary>The connection to the switch is gone, or was never there.</summary>
internal sealed class AmiLinkLostException(string why, Exception? inner = null) : IOException(why, inner);

/// <summary>
/// One connection to the manager interface, from its banner to its end. Requests may be sent from any thread at any time and are matched to
/// their responses by ActionID alone, because the switch responds in any order, and interleaves events and list items.
/// </summary>
/// <remarks>
/// One task reads: it parses, completes requests with their responses and queues events. The consumer of events runs inline on the reader's
/// own thread, so that an event is processed before the response that follows it; a consumer with much to do yields, because the switch
/// drops a slow reader. The requesting thread writes. Both queues are bounded; when one is full the connection is dropped, because then
/// either HIS or the switch cannot keep up, and a new connection with a complete snapshot is better than a late or missing event.
/// </remarks>
internal sealed class AmiConnection : IAsyncDisposable
{
    /// <summary>Requests that wait for the socket.</summary>
    private const int MaxUnsentRequests = 10_000;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly AmiMetrics _counters;
    private readonly ConcurrentDictionary<string, AmiPendingAction> _questions = new(StringComparer.Ordinal);
    private readonly Channel<AmiMessage> _events;
    private readonly Queue<AmiFrame[]> _unsent = new();
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A random prefix: a response meant for another connection, an earlier one of ours or another program's, never matches.
    private readonly string _prefix = "his-" + RandomNumberGenerator.GetHexString(12, lowercase: true) + "-";
    private readonly Task _reader;
    private Task _writer = Task.CompletedTask;
    private bool _isWriting;
    private long _lastQuestion;
    private int _gaps;

    private AmiConnection(Socket socket, Stream stream, int maxEvents, AmiMetrics counters)
    {
        (_socket, _stream) = (socket, stream);
        _counters = counters;
        _events = Channel.CreateBounded<AmiMessage>(
            new BoundedChannelOptions(maxEvents) { SingleReader = true, AllowSynchronousContinuations = true }
        );
        _reader = Task.Run(ReadAllAsync);
    }

    /// <summary>The events of the switch, in the order it sends them. Completes when the connection ends.</summary>
    public ChannelReader<AmiMessage> Events => _events.Reader;

    /// <summary>Completes with the reason when the connection ends.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>The number of unreadable messages. Each left an <see cref="AmiMessage.Gap"/> among the events.</summary>
    public int Gaps => Volatile.Read(ref _gaps);

    /// <summary>Connects, encrypts if the settings say so, and reads the banner.</summary>
    /// <exception cref="AmiLinkLostException">There is no switch at this address, or none that can be trusted.</exception>
    public static async Task<AmiConnection> OpenAsync(AsteriskOptions options, AmiMetrics counters, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Tls.Enabled)
            {
                stream = await AmiTls.BeginAsync(stream, options, cancellationToken);
            }

            await AmiBanner.ReadAsync(stream, cancellationToken);
            return new AmiConnection(socket, stream, options.MaxWaitingEvents, counters);
        }
        catch (Exception error)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            if (error is OperationCanceledException or AmiLinkLostException)
            {
                throw;
            }

            throw new AmiLinkLostException(error.Message, error);
        }
    }

    /// <summary>Sends a request, and waits for the response with its whole list.</summary>
    /// <exception cref="AmiLinkLostException">The connection has ended, before or while waiting.</exception>
    /// <exception cref="AmiFrameException">The request cannot be serialized safely; nothing was sent.</exception>
    public async Task<AmiReply> SendAsync(AmiAction action, CancellationToken cancellationToken) =>
        (await SendAsync([action], cancellationToken))[0];

    /// <summary>Sends a batch of requests, and waits for all responses, in the order of the requests.</summary>
    /// <exception cref="AmiLinkLostException">The connection has ended, before or while waiting.</exception>
    /// <exception cref="AmiFrameException">A request cannot be serialized safely; nothing was sent.</exception>
    public async Task<AmiReply[]> SendAsync(IReadOnlyList<AmiAction> actions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var frames = Array.ConvertAll([.. actions], action => AmiFrame.Build(action, NextId()));
        var breath = new AmiBatch(frames.Length);
        foreach (var (frame, question) in frames.Zip(breath.Questions))
        {
            _questions[frame.ActionId] = question;
        }

        try
        {
            // Checked after the requests are registered: closing first marks the end and then fails all requests.
            if (_closed.Task.IsCompleted)
            {
                throw new AmiLinkLostException(await _closed.Task);
            }

            Send(frames);
            return await breath.AnswersAsync(cancellationToken);
        }
        finally
        {
            foreach (var frame in frames)
            {
                _questions.TryRemove(frame.ActionId, out _);
            }
        }
    }

    /// <summary>Ends the connection at once. May be called from any thread, more than once.</summary>
    public void Drop(string why)
    {
        if (!_closed.TrySetResult(why))
        {
            return;
        }

        _socket.Dispose();
        _events.Writer.TryComplete();
        foreach (var question in _questions.Values)
        {
            question.Fail(why);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Drop("closed by HIS");
        await _reader;
        await _writer;
        await _stream.DisposeAsync();
    }

    private string NextId() => _prefix + Interlocked.Increment(ref _lastQuestion).ToString(CultureInfo.InvariantCulture);

    private async Task ReadAllAsync()
    {
        var parser = new AmiParser(_counters);
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024, leaveOpen: true));
        var why = "closed by the switch";
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (parser.TryRead(ref buffer, out var message))
                {
                    Hear(message);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            why = error.Message;
        }
        finally
        {
            Drop(why);
            await reader.CompleteAsync();
        }
    }

    private void Hear(AmiMessage message)
    {
        if (message == AmiMessage.Gap)
        {
            Interlocked.Increment(ref _gaps);
        }

        var id = message["ActionID"];
        if (id.Length > 0 && _questions.TryGetValue(id, out var question) && question.Hear(message))
        {
            return;
        }

        if (message.Has("Response") && message.Event.Length == 0)
        {
            _counters.UnexpectedAnswer();
        }
        else if (message.Event.Length == 0 && message != AmiMessage.Gap)
        {
            _counters.NamelessMessage();
        }
        else if (message.Has("EventList"))
        {
            _counters.UnexpectedAnswer();
        }
        else if (!_events.Writer.TryWrite(message))
        {
            Drop("too many unprocessed events");
        }
    }

    /// <summary>
    /// The requesting thread writes to the socket itself, unless another one is writing already; that one then writes this too.
    /// </summary>
    private void Send(AmiFrame[] frames)
    {
        bool isFull;
        lock (_unsent)
        {
            isFull = _unsent.Count >= MaxUnsentRequests;
            if (!isFull)
            {
                _unsent.Enqueue(frames);
            }

            if (_isWriting && !isFull)
            {
                return;
            }

            _isWriting = true;
        }

        if (isFull)
        {
            Drop("the switch does not read its commands");
        }
        else
        {
            _writer = WriteAllAsync();
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            // Not on the caller's session scheduler: the loop may write the next caller's requests too.
            while (TryTake(out var frames))
            {
                await _stream.WriteAsync(AmiFrame.Join(frames)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            Drop(error.Message);
        }
    }

    private bool TryTake([NotNullWhen(true)] out AmiFrame[]? frames)
    {
        lock (_unsent)
        {
            return _isWriting = _unsent.TryDequeue(out frames);
        }
    }
}
