using System.Collections.ObjectModel;
using His.Journal;

namespace His.Persistence;

/// <summary>
/// Persists what must outlive the process: the current state of sessions, and the journal. A port: SQLite implements it for one HIS; a
/// larger database could for several. All members may be called from any thread and never block it.
/// </summary>
/// <remarks>
/// <para>Requirements for an implementation:</para>
/// <list type="number">
/// <item>Changes are written in the order in which they arrive, each atomically, and none without all those before it.</item>
/// <item>Every write carries <see cref="Epoch"/>, and a write of an older epoch than the store has seen is refused: two instances of HIS
/// never act for the same agent (<see cref="WriteResult.Superseded"/>).</item>
/// <item>The write queue is bounded. At the bound the newest records of the journal are dropped, counted and, once there is room again,
/// reported in the journal; the state of a session is never dropped.</item>
/// <item>A store that cannot write any more sets <see cref="UnavailableReason"/>, retries, and keeps a reserve for agents who are logged
/// in already.</item>
/// </list>
/// </remarks>
public interface IStore
{
    /// <summary>Whether the store keeps anything. False for <see cref="NoStore"/>, so that callers can skip building records.</summary>
    bool IsPersistent => true;

    /// <summary>The epoch in which this HIS writes, higher than that of every earlier start on the same store.</summary>
    long Epoch { get; }

    /// <summary>Why HIS must reject new sessions, such as a full disk; <see langword="null"/> if it need not.</summary>
    string? UnavailableReason { get; }

    /// <summary>Reads the stored sessions: live ones, and those that have ended recently. Called once, at startup.</summary>
    IReadOnlyList<SessionRecord> Sessions();

    /// <summary>
    /// Reads, by session id, in how many starts a restore was attempted and never completed (<see cref="Change.RestoreAttempts"/>). Called
    /// once, at startup.
    /// </summary>
    IReadOnlyDictionary<string, int> RestoreAttempts() => ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Queues a change; it is written soon, in a batch with others.</summary>
    void Enqueue(Change change);

    /// <summary>Writes a change. Completes once the change and all earlier ones survive a power loss.</summary>
    Task<WriteResult> WriteDurablyAsync(Change change);
}

/// <summary>Writes to an <see cref="IStore"/> with a timeout.</summary>
internal static class StoreExtensions
{
    /// <summary>
    /// Writes a change durably, but does not wait for a slow disk longer than the timeout; then the result is
    /// <see cref="WriteResult.Deferred"/>.
    /// </summary>
    public static async Task<WriteResult> WriteDurablyAsync(this IStore store, Change change, TimeSpan timeout, TimeProvider time)
    {
        try
        {
            return await store.WriteDurablyAsync(change).WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            return WriteResult.Deferred;
        }
    }
}

/// <summary>A change that is written atomically.</summary>
/// <param name="Session">The current state of the session; <see langword="null"/> if none has changed.</param>
/// <param name="Entries">The records for the journal.</param>
public sealed record Change(SessionRecord? Session, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>By session id, in how many starts a restore was attempted; 0 once it has completed. Other sessions are unchanged.</summary>
    public IReadOnlyDictionary<string, int> RestoreAttempts { get; init; } = ReadOnlyDictionary<string, int>.Empty;
}

/// <summary>The result of a durable write.</summary>
public enum WriteResult
{
    /// <summary>The change survives a power loss.</summary>
    Durable,

    /// <summary>The change is not written yet. Agents who are logged in may continue nevertheless; the store raises the alarm.</summary>
    Deferred,

    /// <summary>The change was refused: another HIS owns the sessions now. This one must not act any more.</summary>
    Superseded,
}

/// <summary>Keeps nothing: sessions live as long as the process. For tests, and if nothing is to be written.</summary>
public sealed class NoStore : IStore
{
    /// <inheritdoc/>
    public bool IsPersistent => false;

    /// <inheritdoc/>
    public long Epoch => 0;

    /// <inheritdoc/>
    public string? UnavailableReason => null;

    /// <inheritdoc/>
    public IReadOnlyList<SessionRecord> Sessions() => [];

    /// <inheritdoc/>
    public void Enqueue(Change change) { }

    /// <inheritdoc/>
    public Task<WriteResult> WriteDurablyAsync(Change change) => Task.FromResult(WriteResult.Durable);
}
