using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>
/// The tables, and how a file of an older HIS becomes one of this HIS. A step, once shipped, is never changed: what is to be different
/// is one more step.
/// </summary>
internal static class Schema
{
    /// <summary>By what a file of HIS is known: "HIS1".</summary>
    public const int ApplicationId = 0x48495331;

    // times are Unix milliseconds; hashes are SHA-256.
    private static readonly string[] Steps =
    [
        // 1
        """
        CREATE TABLE store (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          epoch INTEGER NOT NULL,           -- of the HIS that may write
          sequence INTEGER NOT NULL,        -- of the last record of the journal
          hash BLOB NOT NULL                -- and its hash
        ) STRICT;
        INSERT INTO store VALUES (1, 0, 0, zeroblob(32));
        CREATE TABLE sessions (
          id TEXT PRIMARY KEY,
          epoch INTEGER NOT NULL,           -- of the HIS that wrote it
          agent TEXT NOT NULL,
          ended_at INTEGER,
          record TEXT NOT NULL,             -- JSON
          hash BLOB NOT NULL                -- of the record
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
          sequence INTEGER PRIMARY KEY,
          epoch INTEGER NOT NULL,
          time INTEGER NOT NULL,
          what TEXT NOT NULL,
          session TEXT,
          agent TEXT,
          source TEXT,
          channel TEXT,
          interaction TEXT,
          cause TEXT,
          reason_code TEXT,
          reason_text TEXT,
          failure TEXT,
          before TEXT,
          after TEXT,
          lasted INTEGER,                   -- milliseconds
          event INTEGER,
          hash BLOB NOT NULL                -- of this record and of the hash before it
        ) STRICT;
        """,

        // 2: an export of one agent or of one day need not read all
        """
        CREATE INDEX journal_agent ON journal (agent, time);
        CREATE INDEX journal_time ON journal (time);
        """,

        // 3: who ordered it
        """
        ALTER TABLE journal ADD COLUMN ordered_by TEXT;
        """,

        // 4: in how many starts it was tried to go on with it, and none got so far
        """
        ALTER TABLE sessions ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
        """,

        // 5: what the agent was called then
        """
        ALTER TABLE journal ADD COLUMN agent_name TEXT;
        """,

        // 6: the last record that was cut off, and its hash, from which the chain goes on
        """
        ALTER TABLE store ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE store ADD COLUMN cut_hash BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';
        """,
    ];

    /// <summary>The version that this HIS writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Makes the tables, or brings them up to date; each step wholly or not at all.</summary>
    public static void Upgrade(SqliteConnection file, int from)
    {
        for (var version = from; version < Version; version++)
        {
            using var transaction = file.BeginTransaction();
            file.ExecuteNonQuery(Steps[version]);
            file.ExecuteNonQuery($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {version + 1};");
            transaction.Commit();
        }
    }
}

/// <summary>SQL in one line.</summary>
internal static class SqliteExtensions
{
    public static void ExecuteNonQuery(this SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static T ExecuteScalar<T>(this SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
        command.CommandText = sql;
        return (T)command.ExecuteScalar()!;
    }
}
