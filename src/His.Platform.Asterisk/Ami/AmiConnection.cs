using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace His.Platform.Asterisk.Ami;

/// <summary>The connection to the switch is gone, or was never there.</summary>
internal sealed class AmiLinkLostException(string why, Exception? inner = null) : IOException(why, inner);

/// <summary>
/// One connection to the manager interface, from its banner to its end. Requests may be sent by anybody at any time and are matched
/// to their answers by ActionID alone, for the switch answers in any order, and puts events and items of lists between.
/// </summary>
/// <remarks>
/// One task reads: it parses, hands answers to who asked and puts events in a queue, nothing else, because the switch drops a
/// reader that is slow. One task writes. Both queues are bounded; when one is full the connection is dropped, for then either we or
/// the switch cannot keep up, and a new connection with the whole truth is better than a late or missing event.
/// </remarks>
internal sealed class AmiConnection : IAsyncDisposable
{
    /// <summary>Requests that wait for the socket.</summary>
    private const int MaxUnsentRequests = 10_000;

    private readonly Socket _socket;
    private readonly AmiCounters _counters;
    private readonly ConcurrentDictionary<string, AmiQuestion> _questions = new(StringComparer.Ordinal);
    private readonly Channel<AmiMessage> _events;
    private readonly Channel<byte[]> _requests = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxUnsentRequests) { SingleReader = true });
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A random beginning: an answer meant for another connection, ours of before or another program's, never fits.
    private readonly string _prefix = "his-" + RandomNumberGenerator.GetHexString(12, lowercase: true) + "-";
    private readonly Task _tasks;
    private long _lastQuestion;

    private AmiConnection(Socket socket, NetworkStream stream, int maxEvents, AmiCounters counters)
    {
        _socket = socket;
        _counters = counters;
        _events = Channel.CreateBounded<AmiMessage>(new BoundedChannelOptions(maxEvents) { SingleReader = true });
        _tasks = Task.WhenAll(Task.Run(() => ReadAllAsync(stream)), Task.Run(() => WriteAllAsync(stream)));
    }

    /// <summary>What happens at the switch, in the order in which it says so. Completes when the connection ends.</summary>
    public ChannelReader<AmiMessage> Events => _events.Reader;

    /// <summary>Why the connection ended, when it has.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Connects. The banner is read like any line that is no header: it comes first and is no message.</summary>
    public static async Task<AmiConnection> OpenAsync(
        string host, int port, int maxEvents, AmiCounters counters, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            await AmiBanner.ReadAsync(stream, cancellationToken);
            return new AmiConnection(socket, stream, maxEvents, counters);
        }
        catch (Exception error)
        {
            socket.Dispose();
            throw error is OperationCanceledException or AmiLinkLostException ? error : new AmiLinkLostException(error.Message, error);
        }
    }

    /// <summary>Asks, and waits for the answer with its whole list.</summary>
    /// <exception cref="AmiLinkLostException">The connection has ended, before or while waiting.</exception>
    /// <exception cref="AmiFrameException">The request cannot be said safely; nothing was sent.</exception>
    public async Task<AmiReply> AskAsync(AmiAction action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = _prefix + Interlocked.Increment(ref _lastQuestion).ToString(CultureInfo.InvariantCulture);
        var frame = AmiFrame.Build(action, id);
        var question = new AmiQuestion();
        _questions[id] = question;
        try
        {
            // Looked at after the question is known: who closes first marks the end and then fails all questions.
            if (_closed.Task.IsCompleted) throw new AmiLinkLostException(await _closed.Task);
            if (!_requests.Writer.TryWrite(frame)) Drop("the switch does not read");
            return await question.Answer.WaitAsync(cancellationToken);
        }
        finally
        {
            _questions.TryRemove(id, out _);
        }
    }

    /// <summary>Ends the connection, now. May be called by anybody, more than once.</summary>
    public void Drop(string why)
    {
        if (!_closed.TrySetResult(why)) return;
        _socket.Dispose();
        _requests.Writer.TryComplete();
        _events.Writer.TryComplete();
        foreach (var question in _questions.Values) question.Fail(why);
    }

    public async ValueTask DisposeAsync()
    {
        Drop("closed by us");
        await _tasks;
    }

    private async Task ReadAllAsync(NetworkStream stream)
    {
        var parser = new AmiParser(_counters);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        var why = "closed by the switch";
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (parser.TryRead(ref buffer, out var message)) Hear(message);
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted) break;
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
        var id = message["ActionID"];
        if (id.Length > 0 && _questions.TryGetValue(id, out var question) && question.Hear(message)) return;
        if (message.Has("Response") && message.Event.Length == 0) _counters.UnexpectedAnswer();
        else if (message.Event.Length == 0 && message != AmiMessage.Gap) _counters.NamelessMessage();
        else if (message.Has("EventList")) _counters.UnexpectedAnswer();
        else if (!_events.Writer.TryWrite(message)) Drop("more events than we can take");
    }

    private async Task WriteAllAsync(NetworkStream stream)
    {
        try
        {
            await foreach (var frame in _requests.Reader.ReadAllAsync()) await stream.WriteAsync(frame);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            Drop(error.Message);
        }
    }
}
