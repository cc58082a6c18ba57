using System.Runtime.Versioning;
using System.Text;
using His.Journal;
using His.Persistence;
using His.Server.Settings;
using His.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests;

/// <summary>The store as a file: what is kept, by whom, in which version.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task WhatWasKept_IsThereAfterwards()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 3);
            store.Enqueue(new Change(Folder.Session("session-2"), [Folder.Entry("soon")]));
        } // what was kept soon is written before the end

        using var again = folder.Open();
        var sessions = again.Sessions();
        Assert.Equal(["session-1", "session-2"], sessions.Select(it => it.Id));
        Assert.Equal("ein Käffchen", sessions[0].Channels[0].Reason!.Text);
        Assert.Equal(3, sessions[0].Sequence);
        using var file = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(4, StoreReader.Verify(file));
        Assert.Equal(Folder.Entry("event 1") with { Sequence = 1, Epoch = 1 }, StoreReader.Read(file, null, null, "1001").First().Entry);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [UnsupportedOSPlatform("windows")]
    public async Task WhatIsOnTheDisk_IsItsOwnersAlone(bool isFolderThere)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights of files are others there.");
        const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var place = new TemporaryFolder();
        var folder = Path.Combine(place.Name, "his");
        if (isFolderThere)
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(
                folder,
                Owners
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
        }

        using var store = new SqliteStore(
            folder,
            new StorageOptions { ReserveMebibytes = 1 },
            TimeSpan.FromMinutes(10),
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance
        );
        await Folder.WriteAsync(store, 1);

        if (!isFolderThere)
        {
            Assert.Equal(Owners | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        var files = Directory.GetFiles(folder);
        Assert.Equal(
            ["his.db", "his.db-shm", "his.db-wal", "his.lock", "his.reserve"],
            files.Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.All(files, it => Assert.Equal(Owners, File.GetUnixFileMode(it)));
    }

    [Fact]
    public async Task WhatANewerHisHasWrittenIntoASession_IsHandedOn()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 1);
        }

        var text = Encoding.UTF8.GetString(StoredSession.Write(Folder.Session())).TrimEnd('}') + ",\"team\":{\"name\":\"blue\"}}";
        using (var file = StoreFile.OpenToWrite(folder.Database))
        {
            using var update = file.CreateCommand();
            update.CommandText = "UPDATE sessions SET record = $record, hash = $hash";
            update.Parameters.AddWithValue("$record", text);
            update.Parameters.AddWithValue("$hash", StoredSession.Hash(text));
            update.ExecuteNonQuery();
        }

        using var again = folder.Open();
        var session = again.Sessions().Single() with { Sequence = 9 };
        Assert.Contains("\"team\":{\"name\":\"blue\"}", Encoding.UTF8.GetString(StoredSession.Write(session)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InHowManyStartsASessionWasTried_IsKept_BesideTheSession()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 1);
            await store.WriteDurablyAsync(new Change(Folder.Session("session-2"), []));
            store.Enqueue(
                new Change(null, [])
                {
                    RestoreAttempts = new Dictionary<string, int> { ["session-1"] = 1, ["session-2"] = 1 },
                }
            );
            await store.WriteDurablyAsync(new Change(null, []) { RestoreAttempts = new Dictionary<string, int> { ["session-2"] = 0 } });
            await store.WriteDurablyAsync(new Change(Folder.Session(sequence: 7), [])); // to write the session itself does not touch it
            await store.WriteDurablyAsync(new Change(null, []) { RestoreAttempts = new Dictionary<string, int> { ["session-9"] = 1 } }); // which there is not any more
        }

        using var again = folder.Open();
        Assert.Equal([new("session-1", 1)], again.RestoreAttempts());
        Assert.Equal(["session-1", "session-2"], again.Sessions().Select(it => it.Id));
    }

    [Fact]
    public async Task OfAnOlderEpoch_NothingIsWritten()
    {
        using var folder = new Folder();
        using var old = folder.Open();
        await Folder.WriteAsync(old, 1);
        using (var newer = new StoreWriter(StoreFile.OpenToWrite(folder.Database)))
        {
            Assert.True(newer.Write([Folder.Session(sequence: 2)], [Folder.Entry("by the newer")], [], forgetBefore: null));
        }

        Assert.Equal(
            WriteResult.Superseded,
            await TestTimeout.Wait(
                old.WriteDurablyAsync(new Change(Folder.Session(sequence: 3), [Folder.Entry("by the older")])),
                "the refusal"
            )
        );
        Assert.Equal("another HIS owns the store", old.UnavailableReason);
        Assert.Equal(WriteResult.Superseded, await TestTimeout.Wait(old.WriteDurablyAsync(new Change(null, [])), "the refusal"));
        using var file = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(["event 1", "by the newer"], StoreReader.Read(file, null, null, null).Select(it => it.Entry.Action));
        Assert.Equal(2, StoreReader.Sessions(file).Single().Sequence);
        StoreReader.Verify(file);
    }

    [Fact]
    public async Task SessionsThatHaveEndedLongAgo_AreForgotten()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            var ended = Folder.Session() with
            {
                Ended = new EndRecord(DateTimeOffset.UtcNow.AddMinutes(-11), global::His.Bus.Cause.AgentRequest, [], null),
            };
            await store.WriteDurablyAsync(new Change(ended, []));
            await store.WriteDurablyAsync(new Change(Folder.Session("session-2"), []));
        }

        using var again = folder.Open();
        Assert.Equal("session-2", again.Sessions().Single().Id);
    }

    [Fact]
    public async Task AFileFromBeforeTheFirstRelease_IsRefused_AndLeftAsItIs()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 2);
        }

        folder.Tamper("PRAGMA user_version = 6;");
        var before = File.ReadAllBytes(folder.Database);
        foreach (var open in (Action[])[() => folder.Open().Dispose(), () => StoreFile.OpenToRead(folder.Database).Dispose()])
        {
            Assert.Contains("before the first release", Assert.Throws<StoreException>(open).Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllBytes(folder.Database));
    }

    [Fact]
    public void WhatCannotBeUsed_IsRefusedWithASentence()
    {
        using var newer = new Folder();
        newer.Open().Dispose();
        newer.Tamper("PRAGMA user_version = 99;");
        AssertRefused(newer, "newer HIS (version 99");

        using var foreign = new Folder();
        foreign.Tamper("CREATE TABLE songs (title TEXT);");
        AssertRefused(foreign, "belongs to another program");

        using var text = new Folder();
        File.WriteAllText(text.Database, string.Concat(Enumerable.Repeat("this is no database. ", 100)));
        AssertRefused(text, "is not a store of HIS");

        using var directory = new Folder();
        Directory.CreateDirectory(directory.Database);
        AssertRefused(directory, "cannot be used");

        using var file = new Folder();
        File.WriteAllText(Path.Combine(file.Path, "his.lock"), "");
        using var taken = new FolderLock(file.Path);
        AssertRefused(file, "Another HIS uses the data folder");
    }

    [Fact]
    public void AFolderThatIsNone_IsRefusedWithASentence() =>
        Assert.Contains(
            "His:DataDirectory",
            Assert.Throws<StoreException>(() => new FolderLock("/dev/null/his")).Message,
            StringComparison.Ordinal
        );

    private static void AssertRefused(Folder folder, string words) =>
        Assert.Contains(words, Assert.Throws<StoreException>(() => folder.Open()).Message, StringComparison.Ordinal);

    [Fact]
    public async Task WhoOrderedIt_IsKept_Chained_AndSafeInASpreadsheet()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 1);
            await TestTimeout.Wait(
                store.WriteDurablyAsync(new Change(null, [Folder.Entry() with { OrderedBy = "=cmd|' /C calc'!A0" }])),
                "the disk"
            );
        }

        using (var file = StoreFile.OpenToRead(folder.Database))
        {
            Assert.Equal(2, StoreReader.Verify(file));
            using var csv = new StringWriter();
            His.Server.Commands.JournalExport.Write(StoreReader.Read(file, null, null, null).Select(it => it.Entry), isCsv: true, csv);
            Assert.EndsWith(",1,'=cmd|' /C calc'!A0,", csv.ToString().TrimEnd(), StringComparison.Ordinal);
        }

        folder.Tamper("UPDATE journal SET ordered_by = NULL, agent_name = ordered_by WHERE sequence = 2");
        using var changed = StoreFile.OpenToRead(folder.Database);
        Assert.Contains(
            "changed at record 2",
            Assert.Throws<StoreException>(() => StoreReader.Verify(changed)).Message,
            StringComparison.Ordinal
        );
    }
}
