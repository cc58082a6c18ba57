using His.Server.Agents;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>The content of a backup.</summary>
/// <param name="Records">Number of journal records.</param>
/// <param name="Sessions">Number of sessions.</param>
/// <param name="Agents">Number of agents in the directory; <see langword="null"/> without an <c>agents.json</c>.</param>
/// <param name="Head">The head of the journal.</param>
internal sealed record BackupContent(long Records, int Sessions, int? Agents, JournalHead Head);

/// <summary>
/// Backups. A backup is one file: a copy of the store with <c>agents.json</c> in a table of its own. It is taken while HIS runs, verified
/// as at a start, and gets its name only when it is complete.
/// </summary>
internal static class Backup
{
    /// <summary>The table that only a backup has.</summary>
    public const string Table = "backup";

    /// <summary>Takes a backup.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="now">The current time.</param>
    /// <exception cref="StoreException">
    /// The store cannot be read or is damaged, or the file cannot be written. An existing file of that name is unchanged.
    /// </exception>
    public static BackupContent Create(string folder, string path, DateTimeOffset now)
    {
        Restore.ThrowIfInterrupted(folder);
        var agents = new AgentsFile(folder).ReadText();
        var fresh = path + ".new";
        try
        {
            PrivateFile.Open(fresh, FileMode.Create).Dispose(); // VACUUM INTO accepts an empty file and keeps its mode
            using (var store = StoreFile.OpenToRead(StoreFile.PathIn(folder)))
            {
                store.ExecuteNonQuery("PRAGMA query_only = OFF;"); // it forbids writing to the copy too
                using var copy = store.CreateCommand();
                copy.CommandText = "VACUUM INTO $path";
                copy.Parameters.AddWithValue("$path", fresh);
                copy.ExecuteNonQuery();
            }

            var content = Complete(fresh, agents, now);
            using (var file = new FileStream(fresh, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, path, overwrite: true);
            return content;
        }
        catch (SqliteException wrong)
        {
            throw new StoreException($"The backup {path} cannot be created: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The backup {path} cannot be written: {wrong.Message}", wrong);
        }
    }

    /// <summary>Verifies a store as at a start, whatever its file name.</summary>
    /// <exception cref="StoreException">The store is damaged.</exception>
    public static (long Records, int Sessions, JournalHead Head) Inspect(SqliteConnection file, string path)
    {
        StoreFile.ThrowIfDamaged(file, path);
        return (StoreReader.Verify(file), StoreReader.Sessions(file).Count, StoreReader.Head(file));
    }

    private static BackupContent Complete(string fresh, (byte[] Text, int Count)? agents, DateTimeOffset now)
    {
        using var file = StoreFile.OpenAlone(fresh);
        file.ExecuteNonQuery($"CREATE TABLE {Table} (made_at INTEGER NOT NULL, version TEXT NOT NULL, agents BLOB) STRICT;");
        using (var insert = file.CreateCommand())
        {
            insert.CommandText = $"INSERT INTO {Table} VALUES ($at, $version, $agents)";
            insert.Parameters.AddWithValue("$at", now.ToUnixTimeMilliseconds());
            insert.Parameters.AddWithValue("$version", BuildInfo.Version);
            insert.Parameters.AddWithValue("$agents", (object?)agents?.Text ?? DBNull.Value);
            insert.ExecuteNonQuery();
        }

        var (records, sessions, head) = Inspect(file, fresh);
        return new BackupContent(records, sessions, agents?.Count, head);
    }
}
