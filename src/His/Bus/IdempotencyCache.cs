using System.Collections.Concurrent;

namespace His.Bus;

/// <summary>
/// The answers to requests that carry a request id, so that the same request is not run twice: while the session lives and for
/// <see cref="HisOptions.ResponseRetention"/> after it. A logout's answer can also be had on another connection: whoever lost the
/// first one sends the same request again.
/// </summary>
internal sealed class IdempotencyCache(HisOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Entry> _kept = new();

    /// <summary>How many answers are kept, or will be.</summary>
    public int Count => _kept.Count;

    /// <summary>
    /// Finds what is known of a request id. The first request with an id gets an empty place, to be filled by running it.
    /// </summary>
    /// <param name="request">The request; it has a request id.</param>
    /// <param name="book">The living session's list of its ids; without one only what was asked before is found, and no place is made.</param>
    /// <param name="place">The place of the id, if there is one.</param>
    public Lookup Find(Request request, SessionKeys? book, out Entry? place)
    {
        if (book is null)
        {
            place = _kept.TryGetValue(request.RequestId!.Value, out var known) && known.IsSame(request) ? known : null;
            return place is null ? Lookup.New : Lookup.Duplicate;
        }

        var fresh = new Entry(request.Fingerprint.ToArray());
        place = _kept.GetOrAdd(request.RequestId!.Value, fresh);
        if (!ReferenceEquals(place, fresh))
        {
            return place.IsSame(request) && place.Keys == book ? Lookup.Duplicate : Lookup.KeyReused;
        }

        place.Keys = book;
        if (book.Add(request.RequestId.Value, options.MaxResponsesPerSession) is { } oldest)
        {
            _kept.TryRemove(oldest, out _);
        }

        return Lookup.New;
    }

    /// <summary>The place of a request that was asked of a HIS before this one.</summary>
    public Entry Restore(Guid requestId, byte[] fingerprint, SessionKeys book)
    {
        book.Add(requestId, options.MaxResponsesPerSession);
        return _kept[requestId] = new Entry(fingerprint) { Keys = book };
    }

    /// <summary>The session has ended: its answers are dropped later.</summary>
    public void DropLater(SessionKeys book)
    {
        if (book.IsEmpty)
        {
            return;
        }

        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                foreach (var id in book.All())
                {
                    _kept.TryRemove(id, out var _);
                }

                timer?.Dispose();
            },
            null,
            options.ResponseRetention,
            Timeout.InfiniteTimeSpan);
    }

    public enum Lookup
    {
        /// <summary>The id is new.</summary>
        New,

        /// <summary>The same request was sent before.</summary>
        Duplicate,

        /// <summary>Another request had this id.</summary>
        KeyReused,
    }

    /// <summary>The request ids of one session, oldest first.</summary>
    public sealed class SessionKeys
    {
        private readonly Queue<Guid> _ids = new();

        public bool IsEmpty
        {
            get
            {
                lock (_ids)
                {
                    return _ids.Count == 0;
                }
            }
        }

        /// <summary>Adds one; the oldest, where there are more than so many.</summary>
        public Guid? Add(Guid id, int most)
        {
            lock (_ids)
            {
                _ids.Enqueue(id);
                return _ids.Count > most ? _ids.Dequeue() : null;
            }
        }

        public Guid[] All()
        {
            lock (_ids)
            {
                return [.. _ids];
            }
        }
    }

    /// <summary>The place of one request id.</summary>
    /// <param name="fingerprint">By which the very same request is known again.</param>
    public sealed class Entry(byte[] fingerprint)
    {
        private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SessionKeys? Keys { get; set; }

        /// <summary>The answer, once there is one.</summary>
        public Task<Answer> Answer => _answer.Task;

        public bool IsSame(Request other) => other.Fingerprint.SequenceEqual(fingerprint);

        public void Complete(Answer value) => _answer.TrySetResult(value);
    }
}
