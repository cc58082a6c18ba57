using System.Collections.Concurrent;

namespace His.Bus;

/// <summary>
/// Caches the answers to requests with an idempotency key (the request id), so that the same request is not run twice: while the session
/// lives and for <see cref="HisOptions.ResponseRetention"/> after it. The answer to a logout is also available on another connection: a
/// client that lost the first one sends the same request again.
/// </summary>
internal sealed class IdempotencyCache(HisOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Entry> _kept = new();

    /// <summary>The number of entries, with or without an answer.</summary>
    public int Count => _kept.Count;

    /// <summary>
    /// Looks up the request's idempotency key. The first request with a key gets an entry without an answer, to be completed after it ran.
    /// </summary>
    /// <param name="request">The request; it has a request id.</param>
    /// <param name="book">The keys of the live session; null: only existing entries are found, and none is added.</param>
    /// <param name="place">The entry of the key; null for none.</param>
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

    /// <summary>Adds the entry of a request from before a restart.</summary>
    public Entry Restore(Guid requestId, byte[] fingerprint, SessionKeys book)
    {
        book.Add(requestId, options.MaxResponsesPerSession);
        return _kept[requestId] = new Entry(fingerprint) { Keys = book };
    }

    /// <summary>Evicts the answers of an ended session after <see cref="HisOptions.ResponseRetention"/>.</summary>
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
            Timeout.InfiniteTimeSpan
        );
    }

    public enum Lookup
    {
        /// <summary>The key is new.</summary>
        New,

        /// <summary>The same request was sent before.</summary>
        Duplicate,

        /// <summary>Another request had this key.</summary>
        KeyReused,
    }

    /// <summary>The idempotency keys of one session, oldest first.</summary>
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

        /// <summary>Adds a key; returns the evicted oldest key if there are more than <paramref name="most"/>, else null.</summary>
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

    /// <summary>The entry of one idempotency key.</summary>
    /// <param name="fingerprint">The hash that identifies a repetition of the request.</param>
    public sealed class Entry(byte[] fingerprint)
    {
        private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SessionKeys? Keys { get; set; }

        /// <summary>Completes with the answer to the first request.</summary>
        public Task<Answer> Answer => _answer.Task;

        public bool IsSame(Request other) => other.Fingerprint.SequenceEqual(fingerprint);

        public void Complete(Answer value) => _answer.TrySetResult(value);
    }
}
