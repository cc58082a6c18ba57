using His.Server.Agents;
using His.Server.Storage;
using static His.Server.Tests.BackupTests;

namespace His.Server.Tests;

/// <summary>Backups and restores that are killed in the middle.</summary>
public sealed class BackupCrashTests
{
    /// <summary>Each step in turn is the last one that is done.</summary>
    [Fact]
    public async Task ARestoreKilledAtAnyStep_LosesNothing_AndNobodyGoesOnWithHalfOfIt()
    {
        var refused = 0;
        for (var steps = 0; ; steps++)
        {
            using var folder = await FilledAsync(7);
            using var elsewhere = new TemporaryFolder();
            var backup = Path.Combine(elsewhere.Name, "his.backup");
            Backup.Create(folder.Path, backup, DateTimeOffset.UtcNow);
            using var running = folder.Open();
            await Folder.WriteAsync(running, 3);
            using var killed = folder.AsKilledNow(); // with a log beside it
            await new AgentsFile(killed.Path).ChangeAsync(_ => [Agent("bob")]);

            var left = steps;
            var isDone = true;
            try
            {
                Restore.From(
                    backup,
                    killed.Path,
                    DateTimeOffset.UtcNow,
                    () => isDone = left-- > 0 ? isDone : throw new OperationCanceledException("killed")
                );
            }
            catch (OperationCanceledException)
            {
                isDone = false;
            }

            Assert.Contains(
                "bob",
                (await Task.WhenAll(Directory.GetFiles(killed.Path, "agents.json*").Select(it => File.ReadAllTextAsync(it)))).Select(
                    AgentOf
                )
            );
            try
            {
                killed.Open().Dispose();
                Assert.Equal(isDone ? 8 : 10, Records(killed.Database));
            }
            catch (StoreException halfway)
            {
                Assert.Contains($"was interrupted. Run it again: his restore {backup}", halfway.Message, StringComparison.Ordinal);
                refused++;
            }

            Restore.From(backup, killed.Path, DateTimeOffset.UtcNow);
            killed.Open().Dispose();

            // What was there is there, under one name or the other.
            Assert.Contains(10, Directory.GetFiles(killed.Path, "his.db.before-*Z").Select(RecordsOfCopy));
            Assert.Equal("alice", Assert.Single(new AgentsFile(killed.Path).Read()).Id);
            if (isDone)
            {
                Assert.InRange(refused, 4, steps);
                return;
            }
        }

        long RecordsOfCopy(string path)
        {
            using var copy = new TemporaryFolder();
            foreach (var end in new[] { "", "-wal" }.Where(end => File.Exists(path + end)))
            {
                File.Copy(path + end, Path.Combine(copy.Name, "his.db" + end));
            }

            return Records(Path.Combine(copy.Name, "his.db"));
        }

        static string AgentOf(string text) => text.Contains("\"bob\"", StringComparison.Ordinal) ? "bob" : "another";
    }

    [Fact]
    public async Task ABackupKilledInTheMiddle_LeavesTheOneOfBefore()
    {
        using var folder = new Folder();
        folder.Fill(Enumerable.Range(0, 40_000).Select(i => Folder.Entry($"event {i}")));
        using var elsewhere = new TemporaryFolder();
        var backup = Path.Combine(elsewhere.Name, "his.backup");
        using (var small = await FilledAsync(5))
        {
            Backup.Create(small.Path, backup, DateTimeOffset.UtcNow);
        }

        for (var kills = 0; kills < 4; kills++)
        {
            using var process = Programs.Start(
                "dotnet",
                Programs.Server,
                "backup",
                backup,
                "--overwrite",
                $"--His:DataDirectory={folder.Path}"
            );
            var size = kills * 1_000_000; // each a little later
            await TestTimeout.Until(
                () => process.HasExited || (new FileInfo(backup + ".new") is { Exists: true } fresh && fresh.Length >= size),
                "a backup at work"
            );
            process.Kill();
            await TestTimeout.Wait(process.WaitForExitAsync(), "the end");

            Assert.Contains(RecordsIn(backup), new long[] { 5, 40_000 });
        }

        var (exitCode, _, errors) = await Programs.HisAsync("backup", backup, "--overwrite", $"--His:DataDirectory={folder.Path}");
        Assert.True(exitCode == 0, errors);
        Assert.Equal(40_000, RecordsIn(backup));
        Assert.Equal(40_000, Records(folder.Database));
        Assert.False(File.Exists(backup + ".new"));

        static long RecordsIn(string path)
        {
            using var file = StoreFile.OpenAlone(path);
            return StoreReader.Verify(file);
        }
    }

    [Fact]
    public async Task ARestoreKilledInTheMiddle_CanBeDoneAgain()
    {
        using var folder = new Folder();
        folder.Fill(Enumerable.Range(0, 40_000).Select(i => Folder.Entry($"event {i}")));
        using var elsewhere = new TemporaryFolder();
        var backup = Path.Combine(elsewhere.Name, "his.backup");
        Backup.Create(folder.Path, backup, DateTimeOffset.UtcNow);
        var target = Path.Combine(elsewhere.Name, "restored");
        foreach (var sight in new[] { "his.lock", "his.db.new", "his.db.new-wal", "his.restoring" })
        {
            using var process = Programs.Start("dotnet", Programs.Server, "restore", backup, $"--His:DataDirectory={target}");
            await TestTimeout.Until(() => process.HasExited || File.Exists(Path.Combine(target, sight)), $"a restore at {sight}");
            process.Kill();
            await TestTimeout.Wait(process.WaitForExitAsync(), "the end");
        }

        var (exitCode, _, errors) = await Programs.HisAsync("restore", backup, $"--His:DataDirectory={target}");
        Assert.True(exitCode == 0, errors);
        Assert.Equal(40_001, Records(StoreFile.PathIn(target)));
    }

    private static AgentRecord Agent(string id) => new(id, id, PasswordHashes.Of("password-1", iterations: 1));
}
