using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace His.Server.Tests.Stage;

/// <summary>A client that does what no decent one would: it writes bytes, and answers neither pings nor closes unless told to.</summary>
internal sealed class RawLine : IDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;

    private RawLine(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket);
    }

    public static async Task<RawLine> DialAsync(Uri address, int? receiveBuffer = null)
    {
        var fresh = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            fresh.ReceiveBufferSize = size;
        }

        await Patience.Wait(fresh.ConnectAsync(address.Host, address.Port), "the connection");
        return new RawLine(fresh);
    }

    /// <summary>Opens the bus.</summary>
    public static async Task<RawLine> UpgradeAsync(Uri address, int? receiveBuffer = null)
    {
        var line = await DialAsync(address, receiveBuffer);
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
        var answer = new List<byte>();
        var one = new byte[1];
        while (answer.Count < 4 || !answer[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await Patience.Wait(stream.ReadAsync(one).AsTask(), "the head of a response") == 0)
            {
                break;
            }

            answer.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. answer]);
    }

    /// <summary>Sends one frame, masked with zeros.</summary>
    public Task SendFrameAsync(int opcode, byte[] payload, bool isEnd = true)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return WriteAsync([(byte)((isEnd ? 0x80 : 0) | opcode), .. length, 0, 0, 0, 0, .. payload]);
    }

    public Task SendTextAsync(string text) => SendFrameAsync(1, Encoding.UTF8.GetBytes(text));

    /// <summary>The next frame; null where the link has ended.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        try
        {
            var head = new byte[10];
            await Patience.Wait(stream.ReadExactlyAsync(head.AsMemory(0, 2)).AsTask(), "a frame");
            long length = head[1];
            if (length >= 126)
            {
                var more = length == 126 ? 2 : 8;
                await stream.ReadExactlyAsync(head.AsMemory(2, more));
                length = more == 2 ? BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2)) : BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(2));
            }

            var payload = new byte[length];
            await Patience.Wait(stream.ReadExactlyAsync(payload).AsTask(), "the rest of a frame");
            return (head[0] & 15, payload);
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
        stream.Dispose();
        socket.Dispose();
    }

    private Task WriteAsync(byte[] bytes) => Patience.Wait(stream.WriteAsync(bytes).AsTask(), "HIS to take bytes");
}
