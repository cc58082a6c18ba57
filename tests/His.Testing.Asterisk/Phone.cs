using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace His.Testing.Asterisk;

/// <summary>A real SIP telephone: an agent's, which is registered, or a customer's, which is not.</summary>
internal sealed class Phone : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Dictionary<string, string> _settings;
    private readonly TcpClient _control = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private Task _reading = Task.CompletedTask;

    private Phone(string folder, Dictionary<string, string> settings) => (_folder, _settings) = (folder, settings);

    public static Task<Phone> OfAgentAsync(AsteriskSwitch atSwitch, string device) => StartAsync(atSwitch, device, register: true);

    public static Task<Phone> OfCustomerAsync(AsteriskSwitch atSwitch, string number) => StartAsync(atSwitch, number, register: false);

    /// <summary>Waits until the telephone rings.</summary>
    public Task RingsAsync() => HearsAsync("CALL_INCOMING");

    public Task IsClosedAsync() => HearsAsync("CALL_CLOSED");

    public Task IsEstablishedAsync() => HearsAsync("CALL_ESTABLISHED");

    /// <summary>Waits until a key pressed at the other end is heard.</summary>
    public Task HearsAToneAsync() => HearsAsync("CALL_DTMF_START");

    public Task AnswerAsync() => SendAsync("accept");

    public Task HangUpAsync() => SendAsync("hangup");

    public Task HoldAsync() => SendAsync("hold");

    public Task ResumeAsync() => SendAsync("resume");

    public Task DialAsync(AsteriskSwitch atSwitch, string number) => SendAsync("dial", $"sip:{number}@{atSwitch.SipAddress}");

    /// <summary>Sends the other side away by the telephone's own means.</summary>
    public Task TransferAsync(AsteriskSwitch atSwitch, string number) => SendAsync("transfer", $"sip:{number}@{atSwitch.SipAddress}");

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _reading;
        await Scripts.RunAsync("phone", _settings, "kill", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Phone> StartAsync(AsteriskSwitch atSwitch, string user, bool register)
    {
        var control = Scripts.FreePort();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REGISTRAR"] = atSwitch.SipAddress,
            ["REGISTER"] = register ? "yes" : "no",
            ["RTP_START"] = Scripts.NextRtpStart(),
        };
        var phone = new Phone(Scripts.NewFolder(), settings);
        await Scripts.RunAsync("phone", settings, "start", phone._folder, user, Scripts.Text(Scripts.FreePort()), Scripts.Text(control));
        await phone._control.ConnectAsync(new IPEndPoint(IPAddress.Loopback, control), TestTimeout.Token);
        phone._reading = Task.Run(phone.ReadAllAsync);
        return phone;
    }

    private async Task HearsAsync(string type)
    {
        while (!(await _events.Reader.ReadAsync(TestTimeout.Token)).Equals(type, StringComparison.Ordinal))
        {
            // Every other event is of no interest.
        }
    }

    private async Task SendAsync(string command, string? parameter = null)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(parameter is null ? new { command } : (object)new { command, @params = parameter });
        await _control.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{text.Length}:"), TestTimeout.Token);
        await _control.GetStream().WriteAsync((byte[])[.. text, (byte)','], TestTimeout.Token);
    }

    /// <summary>Netstrings: a length, a colon, so many bytes of JSON, a comma.</summary>
    private async Task ReadAllAsync()
    {
        var stream = _control.GetStream();
        var buffer = new List<byte>();
        var piece = new byte[8192];
        try
        {
            for (int read; (read = await stream.ReadAsync(piece, CancellationToken.None)) > 0; )
            {
                buffer.AddRange(piece.AsSpan(0, read));
                while (
                    buffer.IndexOf((byte)':') is > 0 and var colon
                    && Utf8Parser.TryParse(buffer.GetRange(0, colon).ToArray(), out int length, out _)
                    && buffer.Count >= colon + length + 2
                )
                {
                    using var message = JsonDocument.Parse(buffer.GetRange(colon + 1, length).ToArray());
                    buffer.RemoveRange(0, colon + length + 2);
                    if (message.RootElement.TryGetProperty("type", out var type))
                    {
                        _events.Writer.TryWrite(type.GetString()!);
                    }
                }
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The telephone is gone, or we are.
        }

        _events.Writer.TryComplete();
    }
}
