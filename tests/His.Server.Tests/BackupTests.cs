using System.Security.Cryptography;
using His.Server.Agents;
using His.Server.Storage;

namespace His.Server.Tests;

/// <summary><c>his backup</c> and <c>his restore</c> as an operator uses them, and what is left when they are killed.</summary>
public sealed class BackupTests
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task ABackupOfAHisThatRuns_HasItsSessions_ItsJournal_AndItsAgents()
    {
        using var folder = new Folder();
        using var elsewhere = new TemporaryFolder();
        var backup = Path.Combine(elsewhere.Name, "his.backup");
        await new AgentsFile(folder.Path).ChangeAsync(_ =>
            [new AgentRecord("alice", "Alice", PasswordHashes.Of("password-1", iterations: 1))]
        );
        string head;
        using (var his = await StartedHis.StartAsync(folder))
        {
            using var alice = await Line.OpenAsync(his.Bus);
            Assert.True((await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001"))).IsSuccess());

            var (exitCode, said, errors) = await Programs.HisAsync("backup", backup, $"--His:DataDirectory={folder.Path}");

            Assert.True(exitCode == 0, errors);
            Assert.Matches(
                $"^{backup}: [0-9]+ records of the journal, 1 sessions, 1 agents\\. The last record is [0-9]+, its hash [0-9a-f]{{64}}\\.\n$",
                said
            );
            head = said.Trim().Split(' ')[^1].TrimEnd('.');
            Assert.True((await alice.AskAsync("channelgroup.request.ready")).IsSuccess()); // who works goes on working
        }

        Assert.Equal(["his.backup"], Directory.GetFiles(elsewhere.Name).Select(Path.GetFileName));
        AssertOwners(backup);

        var restored = Path.Combine(elsewhere.Name, "restored");
        var (code, told, wrong) = await Programs.HisAsync("restore", backup, $"--His:DataDirectory={restored}");
        Assert.True(code == 0, wrong);
        Assert.Contains(head, told, StringComparison.Ordinal);
        Assert.Equal(
            ["agents.json", "his.db", "his.lock"],
            Directory.GetFiles(restored).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.All(Directory.GetFiles(restored), AssertOwners);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(folder.Path, "agents.json")),
            await File.ReadAllBytesAsync(Path.Combine(restored, "agents.json"))
        );
        using (var file = StoreFile.OpenToRead(StoreFile.PathIn(restored)))
        {
            StoreReader.Verify(file);
            Assert.Equal("alice", StoreReader.Sessions(file).Single().Agent.Name);
            var entries = StoreReader.Read(file, null, null, null).ToList();
            Assert.Equal("journal.restored", entries[^1].Entry.Action);
            Assert.Equal(head, Convert.ToHexStringLower(entries[^2].Hash));
        }

        using var again = new SqliteStore(
            restored,
            new() { ReserveMebibytes = 1 },
            TimeSpan.FromMinutes(10),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteStore>.Instance
        );
        Assert.Single(again.Sessions());
    }

    [Fact]
    public async Task WhatWasThereBefore_IsPutAside()
    {
        using var folder = await FilledAsync(7);
        using var elsewhere = new TemporaryFolder();
        var backup = Path.Combine(elsewhere.Name, "his.backup");
        Backup.Create(folder.Path, backup, DateTimeOffset.UtcNow);
        using (var store = folder.Open())
        {
            await Folder.WriteAsync(store, 3); // after the backup
        }

        var (exitCode, said, errors) = await Programs.HisAsync("restore", backup, $"--His:DataDirectory={folder.Path}");

        Assert.True(exitCode == 0, errors);
        var aside = said.Split("The previous data is ")[1].TrimEnd('.', '\n');
        Assert.Equal((8, 10), (Records(folder.Database), Records(aside)));
        Assert.Single(Directory.GetFiles(folder.Path, "agents.json.before-*"));
    }

    [Fact]
    public async Task WhatCannotBe_IsRefusedWithASentence_AndNothingChanges()
    {
        using var folder = await FilledAsync(200);
        using var elsewhere = new TemporaryFolder();
        string At(string name) => Path.Combine(elsewhere.Name, name);
        var backup = At("good");
        Backup.Create(folder.Path, backup, DateTimeOffset.UtcNow);
        var good = await File.ReadAllBytesAsync(backup);
        await File.WriteAllTextAsync(At("text"), "this is no backup");
        await File.WriteAllTextAsync(At("empty"), "");
        await DamageAsync(At("damaged"), good, good.AsSpan().IndexOf("event 100"u8));
        await DamageAsync(At("newer"), good, 63); // the last byte of user_version
        await File.WriteAllBytesAsync(At("copy"), good);
        await File.WriteAllTextAsync(At("copy-wal"), "its log");
        var before = await StampAsync(folder.Path);

        foreach (
            var (name, words) in new[]
            {
                ("none", "none does not exist."),
                ("text", "text is not a backup of HIS."),
                ("empty", "empty is not a backup of HIS."),
                ("damaged", "changed at record 100"),
                ("newer", "was written by a newer HIS"),
                ("copy", "copy-wal is beside"),
            }
        )
        {
            await AssertRefusedAsync(words, "restore", At(name));
        }

        await AssertRefusedAsync("already exists", "backup", backup);
        await AssertRefusedAsync("is in the data folder", "backup", Path.Combine(folder.Path, "his.backup"));
        await AssertRefusedAsync("cannot be written", "backup", "/no/such/folder/his.backup");
        using (new FolderLock(folder.Path))
        {
            await AssertRefusedAsync("Another HIS uses the data folder", "restore", backup);
        }

        Assert.Equal(before, await StampAsync(folder.Path));
        Assert.Equal(good, await File.ReadAllBytesAsync(backup));
        var (overwritten, _, _) = await Programs.HisAsync("backup", backup, "--overwrite", $"--His:DataDirectory={folder.Path}");
        Assert.Equal(0, overwritten);

        async Task AssertRefusedAsync(string words, string command, string path)
        {
            var (exitCode, output, errors) = await Programs.HisAsync(command, path, $"--His:DataDirectory={folder.Path}");
            Assert.Equal((1, ""), (exitCode, output));
            Assert.Contains(words, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ACopyOfTheStoreOfAHisThatIsStopped_CanBeRestoredToo()
    {
        using var folder = await FilledAsync(5);
        using var elsewhere = new TemporaryFolder();
        var copy = Path.Combine(elsewhere.Name, "his.db");
        File.Copy(folder.Database, copy);

        var (content, aside) = Restore.From(copy, Path.Combine(elsewhere.Name, "restored"), DateTimeOffset.UtcNow);

        Assert.Equal((5L, (int?)null, (string?)null), (content.Records, content.Agents, aside));
    }

    /// <summary>A stopped HIS with so many records and one agent, alice.</summary>
    internal static async Task<Folder> FilledAsync(int records)
    {
        var folder = new Folder();
        folder.Fill(Enumerable.Range(1, records).Select(i => Folder.Entry($"event {i}")));
        await new AgentsFile(folder.Path).ChangeAsync(_ => [Agent("alice")]);
        return folder;
    }

    private static AgentRecord Agent(string id) => new(id, id, PasswordHashes.Of("password-1", iterations: 1));

    internal static long Records(string path)
    {
        using var file = StoreFile.OpenToRead(path);
        return StoreReader.Verify(file);
    }

    private static Task DamageAsync(string path, byte[] good, int at)
    {
        var bytes = (byte[])good.Clone();
        bytes[at] ^= 0x40;
        return File.WriteAllBytesAsync(path, bytes);
    }

    /// <summary>Every file and what is in it.</summary>
    private static async Task<string> StampAsync(string folder)
    {
        var files = Directory.GetFiles(folder).Where(it => !it.EndsWith(".lock", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return string.Join(
            '\n',
            await Task.WhenAll(files.Select(async it => $"{it} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(it)))}"))
        );
    }

    internal static void AssertOwners(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Owners, File.GetUnixFileMode(path));
        }
    }
}
