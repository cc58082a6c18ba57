using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// Keeps the link to a switch in a process of its own, reconnects with growing delays, and matches responses to requests. One loop
/// dispatches the switch's messages, in the order in which they were sent.
/// </summary>
internal sealed partial class RemoteLink(RemoteOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<long, PendingRequest> _pending = [];
    private volatile Outbox<RequestMessage>? _outbox;
    private volatile SwitchStatus? _theSwitch;
    private Task? _loop;
    private long _lastNumber;
    private long _heardAt;
    private string _lastFailure = "";

    /// <summary>The state of the switch; <see langword="null"/> while there is no link.</summary>
    public SwitchStatus? Switch => _theSwitch;

    /// <summary>Receives events. Like the two others it is called by the loop alone.</summary>
    public required Action<EventMessage> Hear { get; init; }

    /// <summary>Called when the link is up again.</summary>
    public required Action Found { get; init; }

    /// <summary>Called when the link is lost.</summary>
    public required Action Lost { get; init; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop ??= Task.Run(KeepAsync, CancellationToken.None);
        return _firstAttempt.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Sends the switch a message without a response; drops it if there is no link.</summary>
    public void Send(RequestMessage request) => _outbox?.Send(request);

    /// <summary>Sends a request to the switch.</summary>
    /// <param name="request">The request; it gets its number here.</param>
    /// <param name="deadline">The deadline of the response.</param>
    /// <param name="whenCompleted">
    /// Called by the loop when the response comes, even after the deadline; with <see langword="null"/> if there is no link.
    /// </param>
    /// <returns>The response; <see langword="null"/> if there is no link.</returns>
    public async Task<Response?> RequestAsync(RequestMessage request, CancellationToken deadline, Action<Response?>? whenCompleted = null)
    {
        deadline.ThrowIfCancellationRequested();
        var number = Interlocked.Increment(ref _lastNumber);
        var pending = new PendingRequest(whenCompleted);
        _pending[number] = pending;
        if (_outbox is not { } open)
        {
            // The end of a link completes all requests; a request added after that is completed here.
            End(number, answer: null);
            return await pending.Answer.ConfigureAwait(false);
        }

        open.Send(request with { Number = number });
        try
        {
            var answer = await pending.Answer.WaitAsync(deadline).ConfigureAwait(false);
            return answer is { IsGivenUp: true } ? null : answer;
        }
        catch (OperationCanceledException)
        {
            Send(new RequestMessage { Do = RequestKind.GiveUp, Number = number });
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_loop is not null)
        {
            await _loop.ConfigureAwait(false);
        }
    }

    private async Task KeepAsync()
    {
        for (var failures = 0; !_stop.IsCancellationRequested; failures++)
        {
            try
            {
                await LiveAsync(() => failures = 0).ConfigureAwait(false);
                LogFailure("it closed the connection");
            }
            catch (Exception none) when (JsonLineProtocol.IsEnd(none))
            {
                LogFailure(none is OperationCanceledException or ObjectDisposedException ? "it does not respond" : none.Message);
            }

            _firstAttempt.TrySetResult();
            await PauseAsync(failures).ConfigureAwait(false);
        }
    }

    /// <summary>One link from its beginning to its end.</summary>
    private async Task LiveAsync(Action succeeded)
    {
        using var client = new TcpClient { NoDelay = true };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var inTime = new CancellationTokenSource(options.ConnectWithin, time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(end.Token, inTime.Token);
        await client.ConnectAsync(options.Address, connecting.Token).ConfigureAwait(false);
        var reader = PipeReader.Create(client.GetStream());
        var open = new Outbox<RequestMessage>(JsonLineProtocol.Json.RequestMessage, client.Dispose);
        var writing = WriteAsync(open, client, end.Token);
        try
        {
            open.Send(new RequestMessage { Do = RequestKind.Hello, Number = JsonLineProtocol.Version });
            var said = await ReadAsync(reader, connecting.Token).ConfigureAwait(false);
            _theSwitch = said is { Switch: { Version: JsonLineProtocol.Version } it }
                ? it
                : throw new BadLineException("its protocol version is not supported");
            _heardAt = time.GetTimestamp();
            _outbox = open;
            succeeded();
            _lastFailure = "";
            LogLinked(log, options.Address);
            Found();
            _firstAttempt.TrySetResult();
            using var pings = time.CreateTimer(_ => Ping(client), state: null, options.PingInterval, options.PingInterval);
            while (await ReadAsync(reader, end.Token).ConfigureAwait(false) is { } what)
            {
                Take(what);
            }
        }
        finally
        {
            var wasThere = _outbox is not null;
            (_outbox, _theSwitch) = (null, null);
            await end.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            foreach (var number in _pending.Keys)
            {
                End(number, answer: null);
            }

            if (wasThere)
            {
                Lost();
            }
        }
    }

    private static ValueTask<ResponseMessage?> ReadAsync(PipeReader reader, CancellationToken end) =>
        JsonLineProtocol.ReadAsync(reader, JsonLineProtocol.Json.ResponseMessage, JsonLineProtocol.MaxMessageBytes, end);

    private static async Task WriteAsync(Outbox<RequestMessage> open, TcpClient client, CancellationToken end)
    {
        try
        {
            await open.WriteToAsync(client.GetStream(), end).ConfigureAwait(false);
        }
        catch (Exception ended) when (JsonLineProtocol.IsEnd(ended))
        {
            client.Dispose(); // the loop, which reads, ends with it
        }
    }

    private void Take(ResponseMessage said)
    {
        Interlocked.Exchange(ref _heardAt, time.GetTimestamp());
        if (said.Switch is { } changed)
        {
            var isBack = changed.IsAvailable && _theSwitch is not { IsAvailable: true };
            _theSwitch = changed;
            if (isBack)
            {
                Found();
            }
        }

        if (said.Answer is { } answer)
        {
            End(answer.Number, answer);
        }

        if (said.News is { } news)
        {
            Hear(news);
        }
    }

    private void End(long number, Response? answer)
    {
        if (_pending.TryRemove(number, out var pending))
        {
            pending.End(answer);
        }
    }

    private void Ping(TcpClient client)
    {
        if (time.GetElapsedTime(Interlocked.Read(ref _heardAt)) > 2 * options.PingInterval)
        {
            client.Dispose();
        }
        else
        {
            Send(new RequestMessage { Do = RequestKind.Ping });
        }
    }

    private async Task PauseAsync(int failures)
    {
        var pause = Math.Min(
            options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)),
            options.LongestPause.TotalMilliseconds
        );
        pause *= 1 - (Random.Shared.NextDouble() / 2); // jitter prevents clients that lost the same switch from reconnecting at once
        await Task.Delay(TimeSpan.FromMilliseconds(pause), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A reason that repeats is logged once, as a warning.</summary>
    private void LogFailure(string why)
    {
        if (!_stop.IsCancellationRequested && !why.Equals(_lastFailure, StringComparison.Ordinal))
        {
            LogNoLink(log, options.Address, why);
        }

        _lastFailure = why;
    }

    [LoggerMessage(5001, LogLevel.Information, "Linked to the simulator at {Address}")]
    private static partial void LogLinked(ILogger log, System.Net.IPEndPoint address);

    [LoggerMessage(5002, LogLevel.Warning, "No link to the simulator at {Address}: {Why}")]
    private static partial void LogNoLink(ILogger log, System.Net.IPEndPoint address, string why);

    /// <summary>A pending request, until it completes.</summary>
    private sealed class PendingRequest(Action<Response?>? whenCompleted)
    {
        private readonly TaskCompletionSource<Response?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Response?> Answer => _answer.Task;

        public void End(Response? given)
        {
            whenCompleted?.Invoke(given);
            _answer.TrySetResult(given);
        }
    }
}
