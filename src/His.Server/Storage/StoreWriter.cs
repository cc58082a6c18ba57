using His.Journal;
using His.Persistence;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>Writes groups of changes, each in one transaction. Not thread-safe: used by the writer thread only.</summary>
internal sealed class StoreWriter : IDisposable
{
    private readonly SqliteConnection _file;
    private readonly SqliteCommand _head;
    private readonly SqliteCommand _session;
    private readonly SqliteCommand _entry;
    private readonly SqliteCommand _attempts;
    private readonly SqliteCommand _forget;
    private readonly SqliteCommand _cut;
    private readonly long _epoch;
    private readonly SqliteCommand _own;

    /// <summary>Takes over the store by raising its epoch; writes of the previous owner are rejected from now on.</summary>
    public StoreWriter(SqliteConnection file)
    {
        _file = file;
        _epoch = file.ExecuteScalar<long>("UPDATE store_state SET epoch = epoch + 1 RETURNING epoch");
        _own = Prepare("SELECT sequence, hash FROM store_state WHERE epoch = $epoch", "$epoch");
        _head = Prepare("UPDATE store_state SET sequence = $sequence, hash = $hash", "$sequence", "$hash");
        _session = Prepare(
            """
            INSERT INTO sessions (id, epoch, agent_id, ended_at_ms, record, hash) VALUES ($id, $epoch, $agent, $ended, $record, $hash)
            ON CONFLICT (id) DO UPDATE SET epoch = $epoch, agent_id = $agent, ended_at_ms = $ended, record = $record, hash = $hash WHERE $epoch >= epoch
            """,
            "$id",
            "$epoch",
            "$agent",
            "$ended",
            "$record",
            "$hash"
        );
        _entry = Prepare(
            """
            INSERT INTO journal VALUES (
              $sequence, $epoch, $time, $action, $session, $agent, $name, $by, $address, $channel, $interaction, $cause, $code, $text, $failure,
              $previous, $new, $duration, $event, $hash)
            """,
            "$sequence",
            "$epoch",
            "$time",
            "$action",
            "$session",
            "$agent",
            "$name",
            "$by",
            "$address",
            "$channel",
            "$interaction",
            "$cause",
            "$code",
            "$text",
            "$failure",
            "$previous",
            "$new",
            "$duration",
            "$event",
            "$hash"
        );
        _attempts = Prepare("UPDATE sessions SET restore_attempts = $attempts WHERE id = $id", "$attempts", "$id");
        _forget = Prepare("DELETE FROM sessions WHERE ended_at_ms < $before", "$before");
        _cut = Prepare("UPDATE store_state SET cut = $last, cut_hash = $hash", "$last", "$hash");
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
        foreach (var command in All)
        {
            command.Transaction = transaction;
        }

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
            var text = StoredSession.Write(session);
            if (
                Run(
                    _session,
                    session.Id,
                    _epoch,
                    session.Agent.Id,
                    session.Ended?.At.ToUnixTimeMilliseconds(),
                    text,
                    StoredSession.Hash(text)
                ) == 0
            )
            {
                return false; // rolled back by the end of the transaction
            }
        }

        foreach (var (id, count) in attempts)
        {
            Run(_attempts, count, id);
        }

        if (forgetBefore is { } before)
        {
            Run(_forget, before.ToUnixTimeMilliseconds());
        }

        if (cut is { } at)
        {
            Run(_cut, at.Last, at.Hash);
        }

        Run(_head, head.Sequence, head.Hash);
        transaction.Commit();
        return true;
    }

    public void Dispose()
    {
        foreach (var command in All)
        {
            command.Dispose();
        }

        _file.Dispose();
    }

    private SqliteCommand[] All => [_own, _head, _session, _entry, _attempts, _forget, _cut];

    private (long Sequence, byte[] Hash)? Head()
    {
        _own.Parameters[0].Value = _epoch;
        using var row = _own.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), (byte[])row[1]) : null;
    }

    private (long Sequence, byte[] Hash) Append((long Sequence, byte[] Hash) head, JournalEntry entry)
    {
        var next = entry with { Sequence = head.Sequence + 1, Epoch = _epoch };
        var hash = JournalHashChain.Next(head.Hash, next);
        Run(
            _entry,
            next.Sequence,
            next.Epoch,
            next.Time.ToUnixTimeMilliseconds(),
            next.Action,
            next.Session,
            next.Agent,
            next.AgentName,
            next.OrderedBy,
            next.RemoteAddress,
            next.Channel,
            next.Interaction,
            next.Cause,
            next.ReasonCode,
            next.ReasonText,
            next.Failure,
            next.PreviousState,
            next.NewState,
            (long?)next.Duration?.TotalMilliseconds,
            next.EventSequence,
            hash
        );
        return (next.Sequence, hash);
    }

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _file.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static int Run(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command.ExecuteNonQuery();
    }
}
