using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>The tables of the store. After a release, each change of the schema is a migration step from the previous version.</summary>
internal static class Schema
{
    /// <summary>The SQLite application id of a store of HIS: "HIS1".</summary>
    public const int ApplicationId = 0x48495331;

    /// <summary>
    /// The version of the schema that this HIS reads and writes. Versions 1 to 6 come from builds that were never released.
    /// </summary>
    public const int Version = 7;

    // Times are Unix milliseconds; hashes are SHA-256.
    private const string Tables = """
        CREATE TABLE store_state (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          epoch INTEGER NOT NULL,           -- of the HIS that may write
          sequence INTEGER NOT NULL,        -- of the last record of the journal
          hash BLOB NOT NULL,               -- and its hash
          cut INTEGER NOT NULL,             -- the last record that retention has cut
          cut_hash BLOB NOT NULL            -- and its hash, from which the chain continues
        ) STRICT;
        INSERT INTO store_state VALUES (1, 0, 0, zeroblob(32), 0, zeroblob(32));
        CREATE TABLE sessions (
          id TEXT PRIMARY KEY,
          epoch INTEGER NOT NULL,           -- of the HIS that wrote it
          agent_id TEXT NOT NULL,
          ended_at_ms INTEGER,
          record TEXT NOT NULL,             -- JSON
          hash BLOB NOT NULL,               -- of the record
          restore_attempts INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE journal (
          sequence INTEGER PRIMARY KEY,
          epoch INTEGER NOT NULL,
          occurred_at_ms INTEGER NOT NULL,
          action TEXT NOT NULL,
          session_id TEXT,
          agent_id TEXT,
          agent_name TEXT,                  -- what the agent was called then
          ordered_by TEXT,
          remote_address TEXT,
          channel_id TEXT,
          interaction_id TEXT,
          cause TEXT,
          reason_code TEXT,
          reason_text TEXT,
          failure TEXT,
          previous_state TEXT,
          new_state TEXT,
          duration_ms INTEGER,
          event_sequence INTEGER,
          hash BLOB NOT NULL                -- of this record and of the hash before it
        ) STRICT;
        CREATE INDEX journal_agent ON journal (agent_id, occurred_at_ms);
        CREATE INDEX journal_time ON journal (occurred_at_ms);
        """;

    /// <summary>Creates the tables in an empty file, all of them or none.</summary>
    public static void Create(SqliteConnection file)
    {
        using var transaction = file.BeginTransaction();
        file.ExecuteNonQuery(Tables);
        file.ExecuteNonQuery($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};");
        transaction.Commit();
    }
}

/// <summary>Shorthand to execute SQL.</summary>
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
