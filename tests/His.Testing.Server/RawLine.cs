using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace His.Testing.Server;

/// <summary>A client that does what no decent one would: it writes bytes, and answers neither pings nor closes unless told to.</summary>
internal sealed class RawLine : IDisposable
{
    // TCP_MAXSEG; what one segment of the loopback can hold is nearly all of such a buffer, and then a window that has opened halfway
    // is of no use to the sender, who looks again more and more rarely.
    private const int MaxInASegment = 2;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;

    private RawLine(Socket socket)
    {
        this._socket = socket;
        _stream = new NetworkStream(socket);
        _reader = PipeReader.Create(_stream);
    }

    /// <summary>Connects.</summary>
    /// <param name="address">Where HIS is.</param>
    /// <param name="receiveBuffer">How much the system takes in for a client that does not read.</param>
    /// <param name="from">Who it is, of all the addresses of this machine. Such a one leaves without a word.</param>
    public static async Task<RawLine> DialAsync(Uri address, int? receiveBuffer = null, IPAddress? from = null)
    {
        var fresh = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            fresh.ReceiveBufferSize = size;
            fresh.SetRawSocketOption((int)SocketOptionLevel.Tcp, MaxInASegment, BitConverter.GetBytes(1400));
        }

        if (from is not null)
        {
            fresh.LingerState = new LingerOption(enable: true, seconds: 0); // thousands that say goodbye would leave no port to come from
            fresh.Bind(new IPEndPoint(from, 0));
        }

        await TestTimeout.Wait(fresh.ConnectAsync(address.Host, address.Port), "the connection");
        return new RawLine(fresh);
    }

    /// <summary>Opens the bus.</summary>
    public static async Task<RawLine> UpgradeAsync(Uri address, int? receiveBuffer = null, IPAddress? from = null)
    {
        var line = await DialAsync(address, receiveBuffer, from);
        var answer = await line.SendHeadAsync(UpgradeHead(address));
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        return line;
    }

    public static string UpgradeHead(Uri address, string key = "AAAAAAAAAAAAAAAAAAAAAA==", string version = "13", string more = "") =>
        $"GET /bus HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: {version}\r\nSec-WebSocket-Protocol: his.v1\r\n{more}\r\n";

    /// <summary>Sends the head of an HTTP request; answers with the head of the response.</summary>
    public async Task<string> SendHeadAsync(string head)
    {
        await WriteAsync(Encoding.ASCII.GetBytes(head));
        while (true)
        {
            var got = await TestTimeout.Wait(_reader.ReadAsync().AsTask(), "the head of a response");
            var text = Encoding.ASCII.GetString(got.Buffer);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 || got.IsCompleted)
            {
                var length = end < 0 ? text.Length : end + 4;
                _reader.AdvanceTo(got.Buffer.GetPosition(length));
                return text[..length];
            }

            _reader.AdvanceTo(got.Buffer.Start, got.Buffer.End);
        }
    }

    /// <summary>Texts as they go over the wire, to be sent all at once.</summary>
    public static byte[] Texts(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => Frame(1, Encoding.UTF8.GetBytes(text), isEnd: true))];

    /// <summary>Sends one frame, masked with zeros.</summary>
    public Task SendFrameAsync(int opcode, byte[] payload, bool isEnd = true) => WriteAsync(Frame(opcode, payload, isEnd));

    /// <summary>Sends bytes as they are: many frames, half of one, or none.</summary>
    public Task SendBytesAsync(byte[] bytes) => WriteAsync(bytes);

    public Task SendTextAsync(string text) => SendFrameAsync(1, Encoding.UTF8.GetBytes(text));

    /// <summary>The next frame; null where the link has ended.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        try
        {
            var head = await ReadAsync(2, "a frame");
            long length = head[1];
            if (length >= 126)
            {
                var more = await ReadAsync(length == 126 ? 2 : 8, "the length of a frame");
                length = more.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(more) : BinaryPrimitives.ReadInt64BigEndian(more);
            }

            return (head[0] & 15, await ReadAsync((int)length, "the rest of a frame"));
        }
        catch (Exception end) when (end is IOException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Reads on to the close frame; its code. 0 where the link ends without one.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (await ReadFrameAsync() is var (opcode, payload))
        {
            if (opcode == 8)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(payload);
            }
        }

        return 0;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static byte[] Frame(int opcode, byte[] payload, bool isEnd)
    {
        byte[] length =
            payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [(byte)((isEnd ? 0x80 : 0) | opcode), .. length, 0, 0, 0, 0, .. payload];
    }

    private async Task<byte[]> ReadAsync(int length, string what)
    {
        var got = await TestTimeout.Wait(_reader.ReadAtLeastAsync(length).AsTask(), what);
        if (got.Buffer.Length < length)
        {
            throw new EndOfStreamException();
        }

        var bytes = got.Buffer.Slice(0, length).ToArray();
        _reader.AdvanceTo(got.Buffer.GetPosition(length));
        return bytes;
    }

    private Task WriteAsync(byte[] bytes) => TestTimeout.Wait(_stream.WriteAsync(bytes).AsTask(), "HIS to take bytes");
}
