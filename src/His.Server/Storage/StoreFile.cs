using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>Opens the file of the store and checks that it is a store, is intact, and is not from a newer HIS.</summary>
internal static class StoreFile
{
    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    /// <summary>The path of the file in the data folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "his.db");

    /// <summary>Opens the store for writing; creates it if it does not exist.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static SqliteConnection OpenToWrite(string path)
    {
        WriteAheadLog.Check(path + "-wal");
        return Guard(
            path,
            () =>
            {
                CreateIfMissing(path);
                RestrictToOwner(path);
                var file = Open(path, SqliteOpenMode.ReadWriteCreate);
                try
                {
                    var version = VersionOf(file, path);

                    // FULL: each commit is on the disk when it returns, so durable writes survive a power loss. secure_delete: deleted records
                    // are overwritten, so that what retention deletes is really gone.
                    file.ExecuteNonQuery(
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                    );
                    if (version == 0)
                    {
                        Schema.Create(file);
                    }

                    return file;
                }
                catch
                {
                    file.Dispose();
                    throw;
                }
            }
        );
    }

    /// <summary>Opens the store for reading, even while HIS is writing.</summary>
    /// <exception cref="StoreException">The store does not exist or cannot be used.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"{path} does not exist.");
        }

        CheckLog(path);
        RestrictToOwner(path);
        return Guard(
            path,
            () =>
            {
                var file = Open(path, SqliteOpenMode.ReadWrite); // WAL needs write access beside the file even to read
                try
                {
                    file.ExecuteNonQuery("PRAGMA query_only = ON;");
                    return VersionOf(file, path) == 0
                        ? throw new StoreException($"{path} is empty. Start HIS once, or restore a backup.")
                        : file;
                }
                catch
                {
                    file.Dispose();
                    throw;
                }
            }
        );
    }

    /// <summary>Opens a copy that no other process uses, without a write-ahead log, so that it stays a single file.</summary>
    /// <exception cref="SqliteException">The file is not a database.</exception>
    public static SqliteConnection OpenAlone(string path)
    {
        var file = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            file.ExecuteNonQuery("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQLite's own check on the whole file.</summary>
    /// <exception cref="StoreException">The file is damaged.</exception>
    public static void ThrowIfDamaged(SqliteConnection file, string path)
    {
        if (file.ExecuteScalar<string>("PRAGMA quick_check(1)") is var found and not "ok")
        {
            throw new StoreException(
                $"{path} is damaged ({found.ReplaceLineEndings(" ")}). HIS does not use it. Restore a backup, or move the file away to begin with an empty store."
            );
        }
    }

    /// <summary>Describes an SQLite error as a sentence for the operator.</summary>
    public static StoreException ToStoreException(string path, SqliteException wrong) =>
        wrong.SqliteErrorCode switch
        {
            NotADatabase => new StoreException(
                $"{path} is not a store of HIS. Move it away, or set His:DataDirectory to another folder.",
                wrong
            ),
            Corrupt => new StoreException(
                $"{path} is damaged ({wrong.Message}). HIS does not use it, because records would be lost. Restore a backup, or move the file away to begin with an empty store.",
                wrong
            ),
            _ => new StoreException($"{path} cannot be used: {wrong.Message}", wrong),
        };

    /// <summary>
    /// Checks the write-ahead log. The last connection to close checkpoints what SQLite can read of the log and deletes the rest, so a
    /// damaged log must be found before. While HIS runs, the log changes during the check and is the responsibility of that HIS; errors are
    /// ignored then.
    /// </summary>
    private static void CheckLog(string path)
    {
        try
        {
            WriteAheadLog.Check(path + "-wal");
        }
        catch (StoreException) when (FolderLock.IsTaken(Path.GetDirectoryName(path)!)) { }
    }

    /// <summary>
    /// Restricts the files to their owner: a file copied or restored by hand may be readable by everyone. SQLite gives its log and index
    /// the mode of the file.
    /// </summary>
    private static void RestrictToOwner(string path)
    {
        foreach (var end in new[] { "", "-wal", "-shm" })
        {
            PrivateFile.RestrictToOwner(path + end);
        }
    }

    private static T Guard<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (SqliteException wrong)
        {
            throw ToStoreException(path, wrong);
        }
    }

    /// <summary>Creates a missing file; an empty file is an empty database.</summary>
    private static void CreateIfMissing(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                PrivateFile.Open(path, FileMode.CreateNew).Dispose();
            }
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"{path} cannot be used: {wrong.Message}", wrong);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var file = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
                DefaultTimeout = 5,
            }.ToString()
        );
        file.Open();
        return file;
    }

    private static long VersionOf(SqliteConnection file, string path)
    {
        var application = file.ExecuteScalar<long>("PRAGMA application_id");
        var version = file.ExecuteScalar<long>("PRAGMA user_version");
        if (application != Schema.ApplicationId && file.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new StoreException($"{path} belongs to another program. Move it away, or set His:DataDirectory to another folder.");
        }

        return version > Schema.Version
                ? throw new StoreException(
                    $"{path} was written by a newer HIS (version {version}; this one supports {Schema.Version}). Start the newer HIS."
                )
            : version is > 0 and < Schema.Version
                ? throw new StoreException(
                    $"{path} has version {version}, written by a HIS before the first release. Move it away, or set His:DataDirectory to another folder; agents.json can be kept."
                )
            : version;
    }
}
