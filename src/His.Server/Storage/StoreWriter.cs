using His.Journal;
using His.Persistence;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>Writes groups of changes, each in one transaction. Not thread-safe: used by the writer thread only.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteConnection _file;
    private readonly long _epoch;
    private readonly SqliteCommand _own;
    private readonly PreparedStatement _head;
    private readonly PreparedStatement _session;
    private readonly PreparedStatement _entry;
    private readonly PreparedStatement _attempts;
    private readonly PreparedStatement _forget;
    private readonly PreparedStatement _cut;

    /// <summary>Takes over the store by raising its epoch; writes of the previous owner are rejected from now on.</summary>
    public StoreWriter(SqliteConnection file)
    {
        _file = file;
        _epoch = file.ExecuteScalar<long>("UPDATE store_state SET epoch = epoch + 1 RETURNING epoch");
        _own = file.CreateCommand();
        _own.CommandText = "SELECT sequence, hash FROM store_state WHERE epoch = $epoch";
        _own.Parameters.AddWithValue("$epoch", _epoch);
        _head = new PreparedStatement(file, "UPDATE store_state SET sequence = ?1, hash = ?2");
        _session = new PreparedStatement(
            file,
            """
            INSERT INTO sessions (id, epoch, agent_id, ended_at_ms, record, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET epoch = ?2, agent_id = ?3, ended_at_ms = ?4, record = ?5, hash = ?6 WHERE ?2 >= epoch
            """
        );
        _entry = new PreparedStatement(
            file,
            """
            INSERT INTO journal (
              sequence, epoch, occurred_at_ms, action, session_id, agent_id, agent_name, ordered_by, remote_address, channel_id,
              interaction_id, cause, reason_code, reason_text, failure, previous_state, new_state, duration_ms, event_sequence, hash)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            """
        );
        _attempts = new PreparedStatement(file, "UPDATE sessions SET restore_attempts = ?1 WHERE id = ?2");
        _forget = new PreparedStatement(file, "DELETE FROM sessions WHERE ended_at_ms < ?1");
        _cut = new PreparedStatement(file, "UPDATE store_state SET cut = ?1, cut_hash = ?2");
    }

    /// <summary>The connection; for the writer thread only.</summary>
    public SqliteConnection File => _file;

    /// <summary>The epoch of this writer.</summary>
    public long Epoch => _epoch;

    /// <summary>Writes all of the changes, or none.</summary>
    /// <param name="sessions">The sessions in their current state.</param>
    /// <param name="entries">Records to append to the journal.</param>
    /// <param name="attempts">Restore attempts to store, by session id.</param>
    /// <param name="forgetBefore">Sessions that ended before this time are deleted; <see langword="null"/> deletes none.</param>
    /// <param name="cut">
    /// The last record that retention cuts, and its hash; the journal begins after it. <see langword="null"/> for no cut.
    /// </param>
    /// <returns>False if another HIS has taken over the store; nothing was written.</returns>
    /// <exception cref="SqliteException">The disk is full or broken; nothing was written.</exception>
    public bool Write(
        IEnumerable<SessionRecord> sessions,
        IEnumerable<JournalEntry> entries,
        IEnumerable<KeyValuePair<string, int>> attempts,
        DateTimeOffset? forgetBefore,
        (long Last, byte[] Hash)? cut = null
    )
    {
        using var transaction = _file.BeginTransaction(deferred: false);
        _own.Transaction = transaction;
        if (Head() is not { } head)
        {
            return false;
        }

        foreach (var entry in entries)
        {
            head = Append(head, entry);
        }

        foreach (var session in sessions)
        {
            if (Upsert(session) == 0)
            {
                return false; // rolled back by the end of the transaction
            }
        }

        foreach (var (id, count) in attempts)
        {
            _attempts.Bind(count).Bind(id).Execute();
        }

        if (forgetBefore is { } before)
        {
            _forget.Bind(before.ToUnixTimeMilliseconds()).Execute();
        }

        if (cut is { } at)
        {
            _cut.Bind(at.Last).BindBlob(at.Hash).Execute();
        }

        _head.Bind(head.Sequence).BindBlob(head.Hash).Execute();
        transaction.Commit();
        return true;
    }

    public void Dispose()
    {
        _own.Dispose();
        foreach (var statement in (PreparedStatement[])[_head, _session, _entry, _attempts, _forget, _cut])
        {
            statement.Dispose();
        }

        _file.Dispose();
    }

    private (long Sequence, byte[] Hash)? Head()
    {
        using var row = _own.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), (byte[])row[1]) : null;
    }

    private int Upsert(SessionRecord session)
    {
        var record = StoredSession.Write(session);
        return _session
            .Bind(session.Id)
            .Bind(_epoch)
            .Bind(session.Agent.Id)
            .Bind(session.Ended?.At.ToUnixTimeMilliseconds())
            .BindText(record)
            .BindBlob(StoredSession.Hash(record))
            .Execute();
    }

    private (long Sequence, byte[] Hash) Append((long Sequence, byte[] Hash) head, JournalEntry entry)
    {
        var next = entry with { Sequence = head.Sequence + 1, Epoch = _epoch };
        var hash = JournalHashChain.Next(head.Hash, next);
        _entry
            .Bind(next.Sequence)
            .Bind(next.Epoch)
            .Bind(next.Time.ToUnixTimeMilliseconds())
            .Bind(next.Action)
            .Bind(next.Session)
            .Bind(next.Agent)
            .Bind(next.AgentName)
            .Bind(next.OrderedBy)
            .Bind(next.RemoteAddress)
            .Bind(next.Channel)
            .Bind(next.Interaction)
            .Bind(next.Cause)
            .Bind(next.ReasonCode)
            .Bind(next.ReasonText)
            .Bind(next.Failure)
            .Bind(next.PreviousState)
            .Bind(next.NewState)
            .Bind((long?)next.Duration?.TotalMilliseconds)
            .Bind(next.EventSequence)
            .BindBlob(hash)
            .Execute();
        return (next.Sequence, hash);
    }
}
