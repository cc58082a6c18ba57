using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace His.Bench.Load;

/// <summary>
/// One WebSocket from the side of the load, over a bare socket: the least that can be had, so that the load does not limit what is
/// measured. It looks at every message, answers pings and the close, and notes when the server closed.
/// </summary>
internal sealed class Line(int port, Dialect dialect) : IDisposable
{
    private const int FrameHead = 10;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[4096];
    private int _filled;
    private TaskCompletionSource<string>? _wanted;
    private byte[] _wantedText = [];

    /// <summary>The messages since the last time this was set to 0.</summary>
    public int Messages { get; set; }

    /// <summary>When the server closed, as a time stamp of the stopwatch; 0 while it has not.</summary>
    public long ClosedAt { get; private set; }

    /// <summary>The code of the server's close frame; 0 where it just hung up.</summary>
    public int CloseCode { get; private set; }

    /// <summary>Completes when the server has closed or hung up.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Hears every message, where set.</summary>
    public Action<ReadOnlyMemory<byte>>? Hears { get; set; }

    public async Task ConnectAsync()
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var protocol = dialect.SubProtocol is null ? "" : $"Sec-WebSocket-Protocol: {dialect.SubProtocol}\r\n";
        await _socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET {dialect.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{protocol}\r\n"
            )
        );
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            _filled += await ReceiveAsync();
        }

        var head = Encoding.ASCII.GetString(_buffer, 0, end);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            throw new IOException($"{dialect.Name}: {head[..Math.Min(head.Length, 300)]}");
        }

        Consume(end + 4);
        _ = Task.Run(HearAsync);
    }

    /// <summary>Sends and waits until a message holds this text.</summary>
    public async Task<string> AskAsync(string text, string until)
    {
        var answer = Await(until);
        await SendAsync(Frame(text));
        return await answer;
    }

    /// <summary>Waits for a message that holds this text and comes from now on.</summary>
    public Task<string> Await(string until)
    {
        var waiting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _wantedText = Encoding.UTF8.GetBytes(until);
        Volatile.Write(ref _wanted, waiting);
        return waiting.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame)
    {
        for (var sent = 0; sent < frame.Length; )
        {
            sent += await _socket.SendAsync(frame[sent..]);
        }
    }

    /// <summary>A text as the frame a client sends. The mask is zero, which is allowed, and costs neither side anything.</summary>
    public static byte[] Frame(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    /// <summary>Hangs up without a word.</summary>
    public void Cut()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Frame(byte opcode, ReadOnlySpan<byte> payload)
    {
        var head = payload.Length < 126 ? 2 : 4;
        var frame = new byte[head + 4 + payload.Length];
        frame[0] = opcode;
        frame[1] = (byte)(0x80 | (head == 2 ? payload.Length : 126));
        if (head == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }

        payload.CopyTo(frame.AsSpan(head + 4));
        return frame;
    }

    private async Task<int> ReceiveAsync()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var got = await _socket.ReceiveAsync(_buffer.AsMemory(_filled));
        return got > 0 ? got : throw new IOException("hung up");
    }

    private async Task HearAsync()
    {
        try
        {
            while (true)
            {
                while (TryTake())
                {
                    if (CloseCode != 0)
                    {
                        await SendAsync(Frame(0x88, [(byte)(CloseCode >> 8), (byte)CloseCode]));
                        return;
                    }
                }

                _filled += await ReceiveAsync();
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            _wanted?.TrySetException(new IOException($"{dialect.Name} hung up"));
        }
        finally
        {
            if (ClosedAt == 0)
            {
                ClosedAt = System.Diagnostics.Stopwatch.GetTimestamp();
            }

            _closed.TrySetResult();
            if (CloseCode != 0)
            {
                _wanted?.TrySetException(new IOException($"{dialect.Name} closed with {CloseCode}"));
                _socket.Dispose();
            }
        }
    }

    private bool TryTake()
    {
        var bytes = _buffer.AsSpan(0, _filled);
        if (bytes.Length < 2)
        {
            return false;
        }

        var (length, head) = (bytes[1] & 0x7F, 2);
        if (length == 126)
        {
            if (bytes.Length < 4)
            {
                return false;
            }

            (length, head) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4);
        }
        else if (length == 127)
        {
            if (bytes.Length < FrameHead)
            {
                return false;
            }

            (length, head) = ((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]), FrameHead);
        }

        if (bytes.Length < head + length)
        {
            return false;
        }

        Take(bytes[0] & 0x0F, _buffer.AsMemory(head, length));
        Consume(head + length);
        return true;
    }

    private void Take(int opcode, ReadOnlyMemory<byte> payload)
    {
        switch (opcode)
        {
            case 8:
                ClosedAt = System.Diagnostics.Stopwatch.GetTimestamp();
                CloseCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload.Span) : 1005;
                break;
            case 9:
                _ = SendAsync(Frame(0x8A, payload.Span)).AsTask();
                break;
            case 1 or 2:
                Messages++;
                Hears?.Invoke(payload);
                if (dialect.PingText is { } ping && payload.Span.SequenceEqual(ping))
                {
                    _ = SendAsync(dialect.PongFrame).AsTask();
                }

                if (Volatile.Read(ref _wanted) is { } waiting && payload.Span.IndexOf(_wantedText) >= 0)
                {
                    _wanted = null;
                    waiting.TrySetResult(Encoding.UTF8.GetString(payload.Span));
                }

                break;
        }
    }

    private void Consume(int bytes)
    {
        _buffer.AsSpan(bytes, _filled - bytes).CopyTo(_buffer);
        _filled -= bytes;
    }
}
