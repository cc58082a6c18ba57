using System.Net;
using System.Net.Sockets;
using System.Text;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>A manager interface that says exactly what a test wants, byte for byte.</summary>
internal sealed class ScriptedSwitch : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SemaphoreSlim _speaks = new(1);
    private TcpClient? _peer;

    public ScriptedSwitch() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task AcceptAsync(string banner = "Asterisk Call Manager/11.0.0\r\n", CancellationToken? token = null)
    {
        _peer = await _listener.AcceptTcpClientAsync(token ?? TestTimeout.Token);
        await SayAsync(banner);
    }

    public Task SayAsync(string text) => SayAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>One after the other: what two say together must not get mixed up.</summary>
    public async Task SayAsync(byte[] bytes)
    {
        await _speaks.WaitAsync(TestTimeout.Token);
        try
        {
            await _peer!.GetStream().WriteAsync(bytes, TestTimeout.Token);
        }
        finally
        {
            _speaks.Release();
        }
    }

    /// <summary>Reads one request and answers with its headers.</summary>
    public async Task<Dictionary<string, string>> HearAsync(CancellationToken? token = null)
    {
        var until = token ?? TestTimeout.Token;
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _peer!.GetStream().ReadAsync(one, until) == 0)
            {
                throw new EndOfStreamException();
            }

            text.Append((char)one[0]);
        }

        return text.ToString()
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
    }

    public void HangUp() => _peer?.Dispose();

    public void Dispose()
    {
        HangUp();
        _listener.Dispose();
        _speaks.Dispose();
    }
}
