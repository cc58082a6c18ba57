using System.Globalization;
using System.Text;
using His.Bus;
using His.Journal;
using His.Server.Agents;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>
/// Replaces the store with a backup while HIS is stopped. An interruption at any point loses nothing: the previous files are renamed, not
/// deleted, and a marker file keeps HIS from starting until everything is in place.
/// </summary>
internal static class Restore
{
    /// <summary>The <see cref="JournalEntry.Action"/> of the record that is written after a restore.</summary>
    public const string What = "journal.restored";

    private const string Marker = "his.restoring";
    private const string Log = "-wal";

    /// <summary>Restores a backup.</summary>
    /// <param name="path">The backup, or a copy of a store.</param>
    /// <param name="folder">The data folder; created if it does not exist.</param>
    /// <param name="now">The current time.</param>
    /// <param name="moved">Called between the steps that change the folder, so that a test can interrupt it there.</param>
    /// <returns>The restored content, and the new name of the previous store, if there was one.</returns>
    /// <exception cref="StoreException">
    /// HIS is using the folder, or the file is not a backup or is damaged; nothing has changed.
    /// </exception>
    public static (BackupContent Content, string? Aside) From(string path, string folder, DateTimeOffset now, Action? moved = null)
    {
        ThrowIfNotOneFile(path);
        using var mine = new FolderLock(folder);
        try
        {
            var store = StoreFile.PathIn(folder);
            var fresh = store + ".new";
            var (content, agents) = Prepare(path, fresh, now);

            FinishPuttingAside(folder, store);
            moved?.Invoke();
            WriteMarker(folder, path, AsideOf(store, now));
            moved?.Invoke();
            var aside = PutAside(store, AsideOf(store, now), moved);
            File.Move(fresh, store);
            moved?.Invoke();
            if (agents is not null)
            {
                new AgentsFile(folder).Replace(agents, $"before-{Stamp(now)}");
            }

            moved?.Invoke();
            File.Delete(Path.Combine(folder, Marker));
            return (content, aside);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be restored: {wrong.Message}", wrong);
        }
    }

    /// <summary>Rejects a folder in which a restore was interrupted.</summary>
    /// <exception cref="StoreException">A restore was interrupted there.</exception>
    public static void ThrowIfInterrupted(string folder)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(marker))
        {
            throw new StoreException(
                $"A restore into {folder} was interrupted. Run it again: his restore {File.ReadAllLines(marker)[0]}. The previous data is beside it, as his.db.before-..."
            );
        }
    }

    private static void ThrowIfNotOneFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"{path} does not exist.");
        }

        if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new StoreException(
                $"{path}-wal is beside {path}: these are the files of a store, not a backup. Move them all into a data folder of their own and start HIS with it."
            );
        }
    }

    /// <summary>Prepares a copy that is verified, upgraded and flushed to the disk, before anything is changed.</summary>
    private static (BackupContent Content, byte[]? Agents) Prepare(string path, string fresh, DateTimeOffset now)
    {
        DeleteAll(fresh); // left by an interrupted restore
        try
        {
            using (var to = PrivateFile.Open(fresh, FileMode.CreateNew))
            {
                using var from = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
                from.CopyTo(to);
                to.Flush(flushToDisk: true);
            }

            ThrowIfNotOfHis(fresh, path);
            BackupContent content;
            byte[]? agents;
            using (var file = StoreFile.OpenToWrite(fresh))
            {
                var (records, sessions, head) = Backup.Inspect(file, fresh);
                var (madeAt, text) = Take(file);
                agents = text;
                content = new BackupContent(
                    records,
                    sessions,
                    agents is null ? null : AgentsFileFormat.Parse($"agents.json in {path}", agents).Count,
                    head
                );
                using var writer = new StoreWriter(file);
                writer.Write(
                    [],
                    [
                        new JournalEntry
                        {
                            Time = now,
                            Action = What,
                            NewState = madeAt is { } at ? UtcTimeConverter.Text(at) : null,
                        },
                    ],
                    [],
                    forgetBefore: null
                );
            }

            return (content, agents);
        }
        catch (StoreException wrong)
        {
            DeleteAll(fresh);
            throw new StoreException(wrong.Message.Replace(fresh, path, StringComparison.Ordinal), wrong);
        }
        catch (Exception wrong) when (wrong is SqliteException or AgentsFileException)
        {
            DeleteAll(fresh);
            throw wrong is SqliteException broken ? StoreFile.ToStoreException(path, broken) : wrong;
        }
    }

    /// <summary>Rejects a file without the application id of HIS; an empty file would otherwise pass for a new store.</summary>
    private static void ThrowIfNotOfHis(string fresh, string path)
    {
        try
        {
            using var file = StoreFile.OpenAlone(fresh);
            if (file.ExecuteScalar<long>("PRAGMA application_id") == Schema.ApplicationId)
            {
                return;
            }
        }
        catch (SqliteException)
        {
            // The file is not a database.
        }

        throw new StoreException($"{path} is not a backup of HIS.");
    }

    /// <summary>Reads and removes what a backup has besides the store. A plain copy of a store has nothing.</summary>
    private static (DateTimeOffset? MadeAt, byte[]? Agents) Take(SqliteConnection file)
    {
        if (file.ExecuteScalar<long>($"SELECT count(*) FROM sqlite_schema WHERE name = '{Backup.Table}'") == 0)
        {
            return (null, null);
        }

        using var command = file.CreateCommand();
        command.CommandText = $"SELECT made_at, agents FROM {Backup.Table}";
        (DateTimeOffset, byte[]?) found;
        using (var row = command.ExecuteReader())
        {
            row.Read();
            found = (DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), row.IsDBNull(1) ? null : (byte[])row[1]);
        }

        file.ExecuteNonQuery($"DROP TABLE {Backup.Table}");
        return found;
    }

    /// <summary>Writes the marker of a running restore, with the path of the backup and the new name of the previous store.</summary>
    private static void WriteMarker(string folder, string path, string aside)
    {
        using var marker = PrivateFile.Open(Path.Combine(folder, Marker), FileMode.Create);
        marker.Write(Encoding.UTF8.GetBytes($"{path}\n{aside}\n"));
        marker.Flush(flushToDisk: true);
    }

    /// <summary>Completes an interrupted restore that renamed the previous store but not its log; the two belong together.</summary>
    private static void FinishPuttingAside(string folder, string store)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(marker) && !File.Exists(store) && File.Exists(store + Log) && File.ReadAllLines(marker) is [_, var aside, ..])
        {
            File.Move(store + Log, aside + Log);
        }
    }

    /// <summary>Renames the store and its log so that they can still be opened together.</summary>
    private static string? PutAside(string store, string aside, Action? moved)
    {
        var isSomething = false;
        foreach (var end in new[] { "", Log })
        {
            if (File.Exists(store + end))
            {
                PrivateFile.RestrictToOwner(store + end);
                File.Move(store + end, aside + end);
                isSomething = true;
                moved?.Invoke();
            }
        }

        File.Delete(store + "-shm"); // rebuilt by SQLite from the log
        return isSomething ? aside : null;
    }

    private static void DeleteAll(string path)
    {
        foreach (var end in new[] { "", Log, "-shm" })
        {
            File.Delete(path + end);
        }
    }

    private static string AsideOf(string store, DateTimeOffset now) => $"{store}.before-{Stamp(now)}";

    private static string Stamp(DateTimeOffset now) => now.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
}
