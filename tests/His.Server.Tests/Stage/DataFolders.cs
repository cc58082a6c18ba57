using His.Journal;
using His.Persistence;
using His.Platform;
using His.Server.Settings;
using His.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests.Stage;

/// <summary>A data folder of its own for a play, gone with it.</summary>
internal sealed class Folder : IDisposable
{
    public Folder() => Path = Directory.CreateTempSubdirectory("his-").FullName;

    private Folder(string path) => Path = path;

    public string Path { get; }

    public string Database => StoreFile.PathIn(Path);

    public string Log => Database + "-wal";

    public SqliteStore Open(string check = "All", TimeProvider? time = null, int? monthsKept = null) =>
        new(
            Path,
            new StorageOptions { ReserveMebibytes = 1, IntegrityCheck = check },
            TimeSpan.FromMinutes(10),
            time ?? TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            monthsKept
        );

    /// <summary>A store with a journal, at once.</summary>
    public void Fill(IEnumerable<JournalEntry> entries)
    {
        using var writer = new StoreWriter(StoreFile.OpenToWrite(Database));
        Assert.True(writer.Write([Session()], entries, [], forgetBefore: null));
    }

    /// <summary>What a HIS that was killed at this moment leaves behind.</summary>
    public Folder AsKilledNow()
    {
        var copy = new Folder(Directory.CreateTempSubdirectory("his-").FullName);
        foreach (var name in new[] { "his.db", "his.db-wal" }.Where(name => File.Exists(System.IO.Path.Combine(Path, name))))
        {
            using var from = new FileStream(
                System.IO.Path.Combine(Path, name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var to = File.Create(System.IO.Path.Combine(copy.Path, name));
            from.CopyTo(to);
        }

        return copy;
    }

    /// <summary>Does something to the file that nobody should.</summary>
    public void Tamper(string sql)
    {
        using var file = new SqliteConnection($"Data Source={Database};Pooling=False");
        file.Open();
        file.ExecuteNonQuery(sql);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public static JournalEntry Entry(string what = "channel.event.ready") =>
        new()
        {
            Time = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero),
            Action = what,
            Session = "session-1",
            Agent = "1001",
            Channel = "phone",
            PreviousState = "NotReady",
            NewState = "Ready",
            Duration = TimeSpan.FromMilliseconds(1500),
            EventSequence = 7,
        };

    public static SessionRecord Session(string id = "session-1", long sequence = 1) =>
        new()
        {
            Id = id,
            Agent = new AgentIdentity("1001", "alice"),
            Platform = "Simulator",
            LoggedInAt = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero),
            RemoteAddress = "127.0.0.1",
            Language = "en",
            Capabilities = new PlatformCapabilities(true, ReasonPolicy.None, ReasonPolicy.None),
            ChannelGroupId = "channelgroup-1",
            Channels =
            [
                new ChannelRecord(
                    "phone",
                    ChannelType.Telephony,
                    "1001",
                    "NotReady",
                    new Reason("BREAK", "ein Käffchen"),
                    DateTimeOffset.UnixEpoch
                ),
            ],
            Sequence = sequence,
            TokenHash = "AB",
        };

    public static async Task WriteAsync(SqliteStore store, int times)
    {
        for (var i = 1; i <= times; i++)
        {
            Assert.Equal(
                WriteResult.Durable,
                await TestTimeout.Wait(store.WriteDurablyAsync(new Change(Session(sequence: i), [Entry($"event {i}")])), "the disk")
            );
        }
    }
}
