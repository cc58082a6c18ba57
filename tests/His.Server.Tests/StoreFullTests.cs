using System.Diagnostics;
using His.Journal;
using His.Persistence;
using His.Server.Storage;

namespace His.Server.Tests;

/// <summary>A disk that is really full (a small file system of its own; only root can make one).</summary>
public sealed class StoreFullTests
{
    [Fact]
    public async Task WithAFullDisk_NobodyLogsIn_WhoIsLoggedInWorksAndLogsOut_AndWithRoomAllIsWell()
    {
        using var disk = SmallDisk.Make(megabytes: 6);
        await using var his = await RunningHis.StartAsync(
            "Storage:Kind=Sqlite",
            $"DataDirectory={disk.Path}",
            "Storage:ReserveMebibytes=2",
            "MaxRequestsPerSecond=1000000"
        );
        using var alice = await his.LogInAsync();
        disk.Fill();
        while ((await his.Http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode)
        {
            Assert.True((await alice.AskAsync("channelgroup.request.ready")).IsSuccess());
            Assert.True((await alice.AskAsync("channelgroup.request.notready")).IsSuccess());
        }

        Assert.True(his.Logs.Contain(4020));
        using (var ready = await his.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
        {
            Assert.Matches("""^{"code":"storeUnavailable","status":"the (store|disk) .+"}$""", await ready.Content.ReadAsStringAsync());
        }

        using var bob = await his.ConnectAsync();
        Assert.Equal("StoreUnavailable", (await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002"))).Failure());
        Assert.True((await alice.AskAsync("session.request.logout")).IsSuccess());
        Assert.Equal("1000 logged out", await alice.HearEndAsync());
        using (var file = StoreFile.OpenToRead(StoreFile.PathIn(disk.Path)))
        {
            await TestTimeout.Until(() => StoreReader.Sessions(file).Single().Ended is not null, "the end of the session on the disk");
            StoreReader.Verify(file);
            Assert.Contains(
                StoreReader.Read(file, null, null, null),
                it => it.Entry is { Action: "session.request.login", Failure: "StoreUnavailable" }
            );
        }

        disk.MakeRoom();
        await TestTimeout.Until(
            () => his.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)).Result.IsSuccessStatusCode,
            "the store to have room"
        );
        Assert.True((await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002"))).IsSuccess());
    }

    [Fact]
    public async Task WithTheReserveUsedUpToo_NothingIsLost_AndNobodyWaitsForEver()
    {
        using var disk = SmallDisk.Make(megabytes: 4);
        using (var store = disk.Folder.Open())
        {
            await Folder.WriteAsync(store, 1);
            disk.Fill();
            File.Delete(Path.Combine(disk.Path, "his.reserve"));
            disk.Fill();
            var kept = WriteResult.Durable;
            var written = 1;
            while (kept == WriteResult.Durable)
            {
                kept = await TestTimeout.Wait(
                    store.WriteDurablyAsync(new Change(Folder.Session(sequence: ++written), [Folder.Entry()])),
                    "the disk"
                );
            }

            Assert.Equal(WriteResult.Deferred, kept);
            Assert.NotNull(store.UnavailableReason);
            disk.MakeRoom();
            await TestTimeout.Until(() => store.UnavailableReason is null, "the store to have room");
        }

        using var again = disk.Folder.Open();
        using var file = StoreFile.OpenToRead(disk.Folder.Database);
        Assert.Equal(again.Sessions().Single().Sequence, StoreReader.Verify(file));
    }

    /// <summary>A file system in memory.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private int _fillers;

        private SmallDisk(Folder folder) => Folder = folder;

        public Folder Folder { get; }

        public string Path => Folder.Path;

        public static SmallDisk Make(int megabytes)
        {
            Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a small file system.");
            var folder = new Folder();
            var isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder.Path);
            Assert.SkipUnless(isMounted, "No file system can be mounted here.");
            return new SmallDisk(folder);
        }

        public void Fill()
        {
            var nothing = new byte[4096];
            using var filler = new FileStream(
                System.IO.Path.Combine(Path, $"filler{++_fillers}"),
                FileMode.Create,
                FileAccess.Write,
                FileShare.None,
                1
            );
            try
            {
                while (true)
                {
                    filler.Write(nothing);
                }
            }
            catch (IOException)
            {
                // full
            }
        }

        public void MakeRoom()
        {
            foreach (var filler in Directory.GetFiles(Path, "filler*"))
            {
                File.Delete(filler);
            }
        }

        public void Dispose()
        {
            Run("umount", "-l", Path);
            Folder.Dispose();
        }

        private static bool Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
