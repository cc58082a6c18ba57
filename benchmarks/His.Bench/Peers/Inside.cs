using System.Diagnostics;
using System.Text;
using His.Bench.Load;
using His.Bus;

namespace His.Bench.Peers;

/// <summary>Agents on connections within the process: more than the machine has sockets for.</summary>
internal sealed class Inside(HisCore core)
{
    private readonly List<InsideLine> _lines = [];

    /// <summary>Logs so many in and makes them Ready.</summary>
    public async Task<string> LogInAsync(int first, int count)
    {
        var fresh = Enumerable.Range(first, count).Select(number => new InsideLine(core, number)).ToList();
        await Parallel.ForEachAsync(
            fresh,
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (line, _) => await line.ArriveAsync()
        );
        _lines.AddRange(fresh);
        return "there";
    }

    /// <summary>Each changes its state once a minute, spread evenly, for so many seconds.</summary>
    public async Task<string> ChangeAsync(int seconds)
    {
        var end = Stopwatch.GetTimestamp() + (seconds * Stopwatch.Frequency);
        var (done, begin) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetTimestamp() < end)
        {
            var due = (long)(Stopwatch.GetElapsedTime(begin).TotalMinutes * _lines.Count);
            for (; done < due; done++)
            {
                _lines[(int)(done % _lines.Count)].Toggle();
            }

            await Task.Delay(5);
        }

        return FormattableString.Invariant($"{done}");
    }
}

/// <summary>One agent without a socket.</summary>
internal sealed class InsideLine : IConnection
{
    private static readonly byte[] Ready = Encoding.UTF8.GetBytes(Dialect.HisReady);
    private static readonly byte[] NotReady = """{"jsonrpc":"2.0","id":2,"method":"channelgroup.request.notready"}"""u8.ToArray();
    private static readonly byte[] Logout = Encoding.UTF8.GetBytes(Dialect.HisLogout);

    private readonly BusDispatcher _dispatcher;
    private readonly int _number;
    private TaskCompletionSource? _answered;
    private bool _isReady = true;

    public InsideLine(HisCore core, int number)
    {
        this._number = number;
        _dispatcher = core.Open(this);
    }

    public string RemoteAddress => "127.0.0.1";

    public async Task ArriveAsync()
    {
        await AskAsync(Encoding.UTF8.GetBytes(Dialect.HisLogin(_number)));
        await AskAsync(Ready);
    }

    public Task LogInAsync() => AskAsync(Encoding.UTF8.GetBytes(Dialect.HisLogin(_number)));

    public Task ChangeAsync()
    {
        _isReady = !_isReady;
        return AskAsync(_isReady ? Ready : NotReady);
    }

    public Task LogOutAsync() => AskAsync(Logout);

    /// <summary>Changes the state and does not wait.</summary>
    public void Toggle()
    {
        _isReady = !_isReady;
        _dispatcher.Receive(_isReady ? Ready : NotReady);
    }

    public void Send(ReadOnlyMemory<byte> message)
    {
        if (_answered is { } waiting && message.Span.IndexOf("\"id\":"u8) is >= 0 and < 24)
        {
            if (message.Span.IndexOf("\"error\""u8) is >= 0 and < 40)
            {
                waiting.TrySetException(new InvalidOperationException(Encoding.UTF8.GetString(message.Span)));
            }

            waiting.TrySetResult();
        }
    }

    public void Close(CloseCode code) => _answered?.TrySetResult();

    private Task AskAsync(byte[] request)
    {
        var waiting = _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _dispatcher.Receive(request);
        return waiting.Task;
    }
}
