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

    /// <summary>
    /// Finds what is known of a request id. The first request with an id gets an empty place, to be filled by running it.
    /// </summary>
    /// <param name="request">The request; it has a request id.</param>
    /// <param name="book">The session's list of its ids.</param>
    /// <param name="place">The place of the id.</param>
    public Found Find(Request request, Book? book, out Kept place)
    {
        var fresh = new Kept(request);
        if (book is null)
        {
            // Without a session only what was asked in one can be found.
            return kept.TryGetValue(request.RequestId!.Value, out place!) && place.IsSame(request) ? Found.Before : Found.Nothing;
        }

        place = kept.GetOrAdd(request.RequestId!.Value, fresh);
        if (!ReferenceEquals(place, fresh))
        {
            return place.IsSame(request) && place.Book == book ? Found.Before : Found.Other;
        }

        place.Book = book;
        book.Ids.Enqueue(request.RequestId.Value);
        if (book.Ids.Count > options.AnswersKeptPerSession && book.Ids.TryDequeue(out var oldest))
        {
            kept.TryRemove(oldest, out _);
        }

        return Found.Nothing;
    }

    /// <summary>The session has ended: its answers are dropped later.</summary>
    public void DropLater(Book book)
    {
        if (book.Ids.IsEmpty)
        {
            return;
        }

        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                foreach (var id in book.Ids)
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
        public ConcurrentQueue<Guid> Ids { get; } = new();
    }

    /// <summary>The place of one request id.</summary>
    public sealed class Kept(Request first)
    {
        private readonly byte[] fingerprint = first.Fingerprint.ToArray();
        private readonly TaskCompletionSource<Answer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Book? Book { get; set; }

        /// <summary>The answer, once there is one.</summary>
        public Task<Answer> Answer => answer.Task;

        public bool IsSame(Request other) => other.Fingerprint.SequenceEqual(fingerprint);

        public void Fill(Answer value) => answer.TrySetResult(value);
    }
}
