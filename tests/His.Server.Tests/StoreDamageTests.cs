using System.Text;
using His.Journal;
using His.Server.Storage;

namespace His.Server.Tests;

/// <summary>Files that were really damaged, byte by byte: torn at the end HIS goes on, in the middle it refuses.</summary>
public sealed class StoreDamageTests
{
    [Fact]
    public async Task TornAtTheEnd_WhereverItIsTorn_AllBeforeIsThere()
    {
        using var folder = new Folder();
        using var store = folder.Open();
        await Folder.WriteAsync(store, 5);
        using var before = folder.AsKilledNow();
        await Folder.WriteAsync(store, 1);
        using var after = folder.AsKilledNow();
        var (safe, all) = (new FileInfo(before.Log).Length, new FileInfo(after.Log).Length);
        Assert.True(all > safe);
        for (var length = safe; length < all; length += 997)
        {
            using var torn = after.AsKilledNow();
            using (var log = File.OpenWrite(torn.Log))
            {
                log.SetLength(length);
            }

            Assert.Equal(5, Records(torn));
        }
    }

    [Fact]
    public async Task TornAtTheEnd_ByBytesThatNeverArrived_AllBeforeIsThere()
    {
        using var folder = new Folder();
        using var store = folder.Open();
        await Folder.WriteAsync(store, 5);
        var safe = new FileInfo(folder.Log).Length;
        await Folder.WriteAsync(store, 1);
        foreach (var offset in new[] { 0, 8, 30, 2000 })
        {
            using var torn = folder.AsKilledNow();
            Flip(torn.Log, safe + offset);
            Assert.Equal(5, Records(torn));
        }
    }

    [Fact]
    public async Task DamagedInTheMiddleOfTheLog_ItIsRefused()
    {
        using var folder = new Folder();
        using var store = folder.Open();
        await Folder.WriteAsync(store, 2);
        var middle = new FileInfo(folder.Log).Length;
        await Folder.WriteAsync(store, 3);
        foreach (var offset in new[] { 16, middle + 4, middle + 8, middle + 16, middle + 2000 }) // the head; a frame's head, salt, checksum, page
        {
            using var damaged = folder.AsKilledNow();
            Flip(damaged.Log, offset);
            Assert.Contains("damaged in the middle", Assert.Throws<StoreException>(() => damaged.Open()).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Who only reads must not make it good: SQLite would hand on what it can read of the log, and delete the log.</summary>
    [Fact]
    public async Task ACommandOnALogThatIsDamaged_LeavesItAsItIs()
    {
        using var folder = new Folder();
        using var store = folder.Open();
        await Folder.WriteAsync(store, 2);
        var middle = new FileInfo(folder.Log).Length;
        await Folder.WriteAsync(store, 3);
        using var damaged = folder.AsKilledNow();
        Flip(damaged.Log, middle + 2000);
        var log = await File.ReadAllBytesAsync(damaged.Log);

        var (exitCode, _, errors) = await Programs.HisAsync("journal", "verify", $"--His:DataDirectory={damaged.Path}");

        Assert.Equal(1, exitCode);
        Assert.Contains("damaged in the middle", errors, StringComparison.Ordinal);
        Assert.Equal(log, await File.ReadAllBytesAsync(damaged.Log));
        Assert.Throws<StoreException>(() => damaged.Open());
    }

    [Fact]
    public async Task DamagedInTheMiddleOfTheFile_ItIsRefused()
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 200);
        }

        var bytes = await File.ReadAllBytesAsync(folder.Database);
        var record = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("event 100"));
        Flip(folder.Database, record);
        Assert.Contains("changed at record 100", Assert.Throws<StoreException>(() => folder.Open()).Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(folder.Database, bytes);
        Flip(folder.Database, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("ein K")));
        Assert.Contains("session-1 is damaged", Assert.Throws<StoreException>(() => folder.Open()).Message, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(folder.Database, bytes);
        using (var file = File.OpenWrite(folder.Database))
        {
            file.Position = bytes.Length / 4096 / 2 * 4096;
            file.Write(new byte[4096]); // a page of nothing
        }

        Assert.Throws<StoreException>(() => folder.Open());
        await File.WriteAllBytesAsync(folder.Database, bytes);
        Assert.Equal(200, Records(folder));
    }

    [Theory]
    [InlineData("UPDATE journal SET agent_id = '1002' WHERE sequence = 3", "changed at record 3")]
    [InlineData("UPDATE journal SET hash = zeroblob(32) WHERE sequence = 3", "changed at record 3")]
    [InlineData("DELETE FROM journal WHERE sequence = 3", "record 3 is missing")]
    [InlineData("DELETE FROM journal WHERE sequence = 5", "record 5 is missing")]
    [InlineData("DELETE FROM journal", "record 1 is missing")]
    [InlineData(
        "INSERT INTO journal (sequence, epoch, occurred_at_ms, action, hash) VALUES (6, 1, 0, 'x', zeroblob(32))",
        "changed at record 6"
    )]
    [InlineData("UPDATE store_state SET sequence = 4", "continues after its head")]
    [InlineData(
        "UPDATE journal SET sequence = sequence + 10 WHERE sequence > 3; UPDATE store_state SET sequence = 15",
        "record 4 is missing"
    )]
    public async Task WhatWasDoneToTheJournal_IsFound(string deed, string words)
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 5);
        }

        folder.Tamper(deed);
        using (var file = StoreFile.OpenToRead(folder.Database))
        {
            Assert.Contains(words, Assert.Throws<StoreException>(() => StoreReader.Verify(file)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<StoreException>(() => folder.Open());
    }

    private static long Records(Folder folder)
    {
        folder.Open().Dispose();
        using var file = StoreFile.OpenToRead(folder.Database);
        return StoreReader.Verify(file);
    }

    private static void Flip(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset;
        var was = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(was ^ 0x04));
    }
}
