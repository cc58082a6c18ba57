using System.Collections.Concurrent;

namespace His.Bus;

/// <summary>
/// The answers to requests that carry a request id, so that the same request is not run twice: while the session lives and for
/// <see cref="HisOptions.AnswersKept"/> after it. A logout's answer can also be had on another connection: whoever lost the
/// first one sends the same request again.
/// </summary>
internal sealed class Answers(HisOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Kept> kept = new();

    /// <summary>How many answers are kept, or will be.</summary>
    public int Count => kept.Count;

    /// <summary>
    /// Finds what is known of a request id. The first request with an id gets an empty place, to be filled by running it.
    /// </summary>
    /// <param name="request">The request; it has a request id.</param>
    /// <param name="book">The living session's list of its ids; without one only what was asked before is found, and no place is made.</param>
    /// <param name="place">The place of the id, if there is one.</param>
    public Found Find(Request request, Book? book, out Kept? place)
    {
        if (book is null)
        {
            place = kept.TryGetValue(request.RequestId!.Value, out var known) && known.IsSame(request) ? known : null;
            return place is null ? Found.Nothing : Found.Before;
        }

        var fresh = new Kept(request.Fingerprint.ToArray());
        place = kept.GetOrAdd(request.RequestId!.Value, fresh);
        if (!ReferenceEquals(place, fresh))
        {
            return place.IsSame(request) && place.Book == book ? Found.Before : Found.Other;
        }

        place.Book = book;
        if (book.Add(request.RequestId.Value, options.AnswersKeptPerSession) is { } oldest)
        {
            kept.TryRemove(oldest, out _);
        }

        return Found.Nothing;
    }

    /// <summary>The place of a request that was asked of a HIS before this one.</summary>
    public Kept Restore(Guid requestId, byte[] fingerprint, Book book)
    {
        book.Add(requestId, options.AnswersKeptPerSession);
        return kept[requestId] = new Kept(fingerprint) { Book = book };
    }

    /// <summary>The session has ended: its answers are dropped later.</summary>
    public void DropLater(Book book)
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
                    kept.TryRemove(id, out var _);
                }

                timer?.Dispose();
            },
            null,
            options.AnswersKept,
            Timeout.InfiniteTimeSpan);
    }

    public enum Found
    {
        /// <summary>The id is new.</summary>
        Nothing,

        /// <summary>The same request was sent before.</summary>
        Before,

        /// <summary>Another request had this id.</summary>
        Other,
    }

    /// <summary>The request ids of one session, oldest first.</summary>
    public sealed class Book
    {
        private readonly Queue<Guid> ids = new();

        public bool IsEmpty
        {
            get
            {
                lock (ids)
                {
                    return ids.Count == 0;
                }
            }
        }

        /// <summary>Adds one; the oldest, where there are more than so many.</summary>
        public Guid? Add(Guid id, int most)
        {
            lock (ids)
            {
                ids.Enqueue(id);
                return ids.Count > most ? ids.Dequeue() : null;
            }
        }

        public Guid[] All()
        {
            lock (ids)
            {
                return [.. ids];
            }
        }
    }

    /// <summary>The place of one request id.</summary>
    /// <param name="fingerprint">By which the very same request is known again.</param>
    public sealed class Kept(byte[] fingerprint)
    {
        private readonly TaskCompletionSource<Answer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Book? Book { get; set; }

        /// <summary>The answer, once there is one.</summary>
        public Task<Answer> Answer => answer.Task;

        public bool IsSame(Request other) => other.Fingerprint.SequenceEqual(fingerprint);

        public void Fill(Answer value) => answer.TrySetResult(value);
    }
}
