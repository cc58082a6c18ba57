using System.Diagnostics.CodeAnalysis;

namespace His.Sessions.Actor;

/// <summary>
/// What a session has told lately, kept for a client that lost its connection: the last so many events, none older than so long
/// (settings). Lives on the session's scheduler.
/// </summary>
internal sealed class EventReplayBuffer(HisOptions options, TimeProvider time)
{
    private readonly Queue<(long At, ReadOnlyMemory<byte> Message)> _told = new();

    /// <summary>Keeps an event, sent or not: that it was sent does not say that it arrived.</summary>
    public void Add(ReadOnlyMemory<byte> message)
    {
        _told.Enqueue((time.GetTimestamp(), message));
        Trim();
    }

    /// <summary>The last so many events in their order; false where they are not all there any more.</summary>
    public bool TryGetLast(long count, [NotNullWhen(true)] out IEnumerable<ReadOnlyMemory<byte>>? messages)
    {
        Trim();
        messages = count <= _told.Count ? _told.Skip(_told.Count - (int)count).Select(kept => kept.Message) : null;
        return messages is not null;
    }

    private void Trim()
    {
        while (_told.TryPeek(out var oldest) && (_told.Count > options.MaxReplayEvents || time.GetElapsedTime(oldest.At) > options.ReplayWindow))
        {
            _told.Dequeue();
        }
    }
}
