using System.Diagnostics.CodeAnalysis;

namespace His.Sessions.Actor;

/// <summary>
/// The latest events of a session, for a client that lost its connection: at most <see cref="HisOptions.MaxReplayEvents"/>, none older
/// than <see cref="HisOptions.ReplayWindow"/>. Lives on the session's scheduler.
/// </summary>
internal sealed class EventReplayBuffer(HisOptions options, TimeProvider time)
{
    private readonly Queue<(long At, ReadOnlyMemory<byte> Message)> _told = new();

    /// <summary>Keeps an event, sent or not: a sent event may not have arrived.</summary>
    public void Add(ReadOnlyMemory<byte> message)
    {
        _told.Enqueue((time.GetTimestamp(), message));
        Trim();
    }

    /// <summary>Gets the last <paramref name="count"/> events in order; false if some of them have been dropped.</summary>
    public bool TryGetLast(long count, [NotNullWhen(true)] out IEnumerable<ReadOnlyMemory<byte>>? messages)
    {
        Trim();
        messages = count <= _told.Count ? _told.Skip(_told.Count - (int)count).Select(kept => kept.Message) : null;
        return messages is not null;
    }

    private void Trim()
    {
        while (
            _told.TryPeek(out var oldest)
            && (_told.Count > options.MaxReplayEvents || time.GetElapsedTime(oldest.At) > options.ReplayWindow)
        )
        {
            _told.Dequeue();
        }
    }
}
