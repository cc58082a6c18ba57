using His.Journal;
using His.Persistence;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>The end and the beginning of the journal.</summary>
/// <param name="Sequence">Sequence of the last record; 0 before the first.</param>
/// <param name="Hash">Hash of the last record.</param>
/// <param name="Cut">Sequence of the last record that retention has cut; 0 for none.</param>
/// <param name="CutHash">Hash of the last record that was cut, from which the chain continues.</param>
internal sealed record JournalHead(long Sequence, byte[] Hash, long Cut, byte[] CutHash);

/// <summary>Reads the store and verifies its hashes.</summary>
internal static class StoreReader
{
    /// <summary>Number of records checked by a partial check.</summary>
    public const int Last = 10_000;

    private const string Columns =
        "sequence, epoch, occurred_at_ms, action, session_id, agent_id, agent_name, ordered_by, remote_address, channel_id, interaction_id, cause, "
        + "reason_code, reason_text, failure, previous_state, new_state, duration_ms, event_sequence, hash";

    /// <summary>Reads the head of the journal.</summary>
    /// <exception cref="StoreException">The store has no head.</exception>
    public static JournalHead Head(SqliteConnection file)
    {
        using var command = file.CreateCommand();
        command.CommandText = "SELECT sequence, hash, cut, cut_hash FROM store_state";
        using var row = command.ExecuteReader();
        return row.Read()
            ? new JournalHead(row.GetInt64(0), (byte[])row[1], row.GetInt64(2), (byte[])row[3])
            : throw new StoreException("The store has no head. Restore a backup.");
    }

    /// <summary>Verifies the journal from its beginning, or only the last records, to its head.</summary>
    /// <returns>The number of records checked.</returns>
    /// <exception cref="StoreException">A record was changed, is missing or was inserted; the message names it.</exception>
    public static long Verify(SqliteConnection file, long? last = null)
    {
        using var transaction = file.BeginTransaction(deferred: true); // one moment of it, while HIS goes on writing
        var head = Head(file);
        var from = Math.Max(head.Cut, last is { } count ? head.Sequence - count : 0);
        var hash = from == head.Cut ? head.CutHash : HashOf(file, from) ?? throw new StoreException(Missing(from));
        var isSealed = from > head.Cut || head.Cut == 0; // the attestation may lie before the range that is checked
        var sequence = from;
        foreach (var (entry, itsHash) in Read(file, "WHERE sequence > $from ORDER BY sequence", ("$from", from)))
        {
            if (entry.Sequence != sequence + 1)
            {
                throw new StoreException(Missing(sequence + 1));
            }

            hash = JournalHashChain.Next(hash, entry);
            if (!hash.AsSpan().SequenceEqual(itsHash))
            {
                throw new StoreException(
                    $"The journal was changed at record {entry.Sequence}, or a record before it was removed: the hash chain is broken there."
                );
            }

            isSealed |= JournalRetention.IsSealOf(entry, head.Cut, head.CutHash);
            sequence++;
        }

        return sequence < head.Sequence ? throw new StoreException(Missing(sequence + 1))
            : sequence > head.Sequence || !hash.AsSpan().SequenceEqual(head.Hash)
                ? throw new StoreException($"The journal continues after its head ({head.Sequence}), or its head was changed.")
            : !isSealed ? throw new StoreException($"The journal begins after record {head.Cut}, and has no record of that deletion.")
            : sequence - from;
    }

    /// <summary>Reads records by time and agent, in order of sequence.</summary>
    public static IEnumerable<(JournalEntry Entry, byte[] Hash)> Read(
        SqliteConnection file,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? agent
    ) =>
        Read(
            file,
            "WHERE sequence > (SELECT cut FROM store_state) AND occurred_at_ms >= $from AND occurred_at_ms < $to AND ($agent IS NULL OR agent_id = $agent) ORDER BY sequence",
            ("$from", from?.ToUnixTimeMilliseconds() ?? long.MinValue),
            ("$to", to?.ToUnixTimeMilliseconds() ?? long.MaxValue),
            ("$agent", (object?)agent ?? DBNull.Value)
        );

    /// <summary>Reads all sessions.</summary>
    /// <exception cref="StoreException">A session is damaged.</exception>
    public static IReadOnlyList<SessionRecord> Sessions(SqliteConnection file)
    {
        var sessions = new List<SessionRecord>();
        using var command = file.CreateCommand();
        command.CommandText = "SELECT id, record, hash FROM sessions ORDER BY id";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var (id, text) = (row.GetString(0), row.GetString(1));
            if (!StoredSession.Hash(text).AsSpan().SequenceEqual((byte[])row[2]) || StoredSession.Read(text) is not { } session)
            {
                throw new StoreException(
                    $"The session {id} is damaged. HIS does not use it: restore a backup, or delete it from the table sessions; its agent then logs in again."
                );
            }

            sessions.Add(session);
        }

        return sessions;
    }

    /// <summary>Reads the number of restore attempts, by id, of the sessions whose last attempt did not complete.</summary>
    public static IReadOnlyDictionary<string, int> RestoreAttempts(SqliteConnection file)
    {
        var attempts = new Dictionary<string, int>(StringComparer.Ordinal);
        using var command = file.CreateCommand();
        command.CommandText = "SELECT id, restore_attempts FROM sessions WHERE restore_attempts > 0";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            attempts.Add(row.GetString(0), row.GetInt32(1));
        }

        return attempts;
    }

    /// <summary>The hash of a record; <see langword="null"/> if there is no such record.</summary>
    public static byte[]? HashOf(SqliteConnection file, long sequence)
    {
        using var command = file.CreateCommand();
        command.CommandText = "SELECT hash FROM journal WHERE sequence = $sequence";
        command.Parameters.AddWithValue("$sequence", sequence);
        return (byte[]?)command.ExecuteScalar();
    }

    private static IEnumerable<(JournalEntry Entry, byte[] Hash)> Read(
        SqliteConnection file,
        string which,
        params (string Name, object Value)[] parameters
    )
    {
        using var command = file.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM journal {which}";
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        using var row = command.ExecuteReader();
        string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        while (row.Read())
        {
            var entry = new JournalEntry
            {
                Sequence = row.GetInt64(0),
                Epoch = row.GetInt64(1),
                Time = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
                Action = row.GetString(3),
                Session = Text(4),
                Agent = Text(5),
                AgentName = Text(6),
                OrderedBy = Text(7),
                RemoteAddress = Text(8),
                Channel = Text(9),
                Interaction = Text(10),
                Cause = Text(11),
                ReasonCode = Text(12),
                ReasonText = Text(13),
                Failure = Text(14),
                PreviousState = Text(15),
                NewState = Text(16),
                Duration = row.IsDBNull(17) ? null : TimeSpan.FromMilliseconds(row.GetInt64(17)),
                EventSequence = row.IsDBNull(18) ? null : row.GetInt64(18),
            };
            yield return (entry, (byte[])row[19]);
        }
    }

    private static string Missing(long sequence) => $"The journal is damaged: record {sequence} is missing.";
}
