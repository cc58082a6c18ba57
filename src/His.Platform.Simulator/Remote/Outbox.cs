using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;

namespace His.Platform.Simulator.Remote;

/// <summary>
/// The lines that wait to be written to one connection, in order. Senders never wait; a peer that does not read <see cref="Max"/> lines is
/// disconnected, and gets a complete snapshot when it reconnects.
/// </summary>
internal sealed class Outbox<T>(JsonTypeInfo<T> type, Action cut)
{
    private const int Max = 100_000;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(Max) { SingleReader = true });

    /// <summary>Queues a message; does nothing if the connection has ended.</summary>
    public void Send(T what)
    {
        if (!_waiting.Writer.TryWrite(what))
        {
            Close();
            cut();
        }
    }

    /// <summary>Drains the queue and accepts nothing more.</summary>
    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Writes until it is closed or the connection ends.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken stop)
    {
        using var together = new MemoryStream();
        await foreach (var first in _waiting.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            together.SetLength(0);
            Add(first);
            while (together.Length < 64 * 1024 && _waiting.Reader.TryRead(out var next))
            {
                Add(next);
            }

            await stream.WriteAsync(together.GetBuffer().AsMemory(0, (int)together.Length), stop).ConfigureAwait(false);
        }

        void Add(T what)
        {
            JsonSerializer.Serialize(together, what, type);
            together.WriteByte((byte)'\n');
        }
    }
}
