using System.Collections.ObjectModel;
using His.Journal;

namespace His.Persistence;

/// <summary>
/// Where HIS keeps what shall outlive it: its sessions as they stand, and the journal of what happened. A port: SQLite fills it for one
/// HIS, and something bigger may for several. All members may be called from any thread and never block it.
/// </summary>
/// <remarks>
/// <para>What HIS asks of an implementation:</para>
/// <list type="number">
/// <item>Changes are kept in the order in which they come, each wholly or not at all, and none without all those before it.</item>
/// <item>Every write carries <see cref="Epoch"/>, and one of an older epoch than the store has seen is refused: two HIS never act for the
/// same agent (<see cref="WriteResult.Superseded"/>).</item>
/// <item>What waits is bounded. At the bound the newest records of the journal are dropped, counted and, once there is room again, owned
/// up to in the journal; a session as it stands is never dropped.</item>
/// <item>A store that cannot write any more says so by <see cref="UnavailableReason"/>, goes on trying, and keeps a reserve for those who are
/// logged in already.</item>
/// </list>
/// </remarks>
public interface IStore
{
    /// <summary>Whether anything is kept here at all. Where not, nobody need write down what is not read.</summary>
    bool IsPersistent => true;

    /// <summary>In which epoch this HIS writes. It is higher than that of every HIS before it on the same store.</summary>
    long Epoch { get; }

    /// <summary>What keeps HIS from taking on new sessions, such as a full disk; <see langword="null"/> for nothing.</summary>
    string? UnavailableReason { get; }

    /// <summary>The sessions that were kept: those that live, and those that have ended lately. Asked once, at the start.</summary>
    IReadOnlyList<SessionRecord> Sessions();

    /// <summary>In how many starts it was tried to go on with a session, where none of them got so far (<see cref="Change.RestoreAttempts"/>). Asked once, at the start.</summary>
    IReadOnlyDictionary<string, int> RestoreAttempts() => ReadOnlyDictionary<string, int>.Empty;

    /// <summary>Keeps a change soon, together with others.</summary>
    void Enqueue(Change change);

    /// <summary>Keeps a change, and all before it, and answers when a loss of power could not undo it any more.</summary>
    Task<WriteResult> WriteDurablyAsync(Change change);
}

/// <summary>Writes to an <see cref="IStore"/> within a time.</summary>
internal static class StoreExtensions
{
    /// <summary>Writes a change durably, but does not wait for a slow disk longer than the timeout: then it is <see cref="WriteResult.Deferred"/>.</summary>
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

/// <summary>What is kept in one go.</summary>
/// <param name="Session">The session as it stands now; <see langword="null"/> where none has changed.</param>
/// <param name="Entries">What is written in the journal about it.</param>
public sealed record Change(SessionRecord? Session, IReadOnlyList<JournalEntry> Entries)
{
    /// <summary>For some sessions, in how many starts it was tried to go on with them; 0 once one has got so far.</summary>
    public IReadOnlyDictionary<string, int> RestoreAttempts { get; init; } = ReadOnlyDictionary<string, int>.Empty;
}

/// <summary>What became of a change.</summary>
public enum WriteResult
{
    /// <summary>It will survive.</summary>
    Durable,

    /// <summary>It could not be written yet. Who is logged in may go on all the same: the store raises the alarm.</summary>
    Deferred,

    /// <summary>It was refused: another HIS owns the sessions now. This one must not act any more.</summary>
    Superseded,
}

/// <summary>Keeps nothing: sessions live as long as HIS. For plays, and where nothing shall be written.</summary>
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
    public void Enqueue(Change change)
    {
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteDurablyAsync(Change change) => Task.FromResult(WriteResult.Durable);
}
