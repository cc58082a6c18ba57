using System.Globalization;
using System.Text;
using His.Journal;
using His.Server.Storage;
using His.Testing;

namespace His.Server.Tests;

/// <summary>A journal that is not kept for ever: whole months go, the rest is as good as before, and nobody can cut it unnoticed.</summary>
public sealed class JournalRetentionTests
{
    private const int Three = 3; // records of each month

    [Fact]
    public async Task WholeMonths_AreCut_AndTheChainGoesOn()
    {
        using var folder = new Folder();
        folder.Fill(Months(6));
        var time = At(2026, 6, 15);

        await CutAsync(folder, time, monthsKept: 2, upTo: 9); // April and May are kept, and June

        using (var file = StoreFile.OpenToRead(folder.Database))
        {
            Assert.Equal(10, StoreReader.Verify(file));
            var entries = StoreReader.Read(file, null, null, null).Select(it => it.Entry).ToList();
            Assert.Equal([10, 11, 12, 13, 14, 15, 16, 17, 18, 19], entries.Select(it => it.Sequence));
            Assert.Equal(4, entries[0].Time.Month);
            Assert.Equal(("journal.cut", "1-9"), (entries[^1].Action, entries[^1].PreviousState));
            Assert.Equal(10L, file.ExecuteScalar<long>("SELECT count(*) FROM journal"));
        }

        // What is written later follows, and so does the next cut: HIS is started with it each time.
        using (var store = folder.Open(time: time, monthsKept: 2))
        {
            await Folder.WriteAsync(store, 1);
        }

        await CutAsync(folder, At(2026, 7, 1), monthsKept: 2, upTo: 12);
        folder.Open("Last", At(2026, 7, 1)).Dispose();
        using var afterwards = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(9, StoreReader.Verify(afterwards));
        Assert.Equal(21, StoreReader.Head(afterwards).Sequence);
    }

    [Fact]
    public async Task WhatWasCut_IsNotInTheFileAnyMore()
    {
        using var folder = new Folder();
        folder.Fill(Months(6).Select(it => it with { ReasonText = $"a reason of {it.Time:yyyy-MM}" }));
        Assert.Contains("a reason of 2026-03", await TextOfAsync(folder), StringComparison.Ordinal);

        await CutAsync(folder, At(2026, 6, 15), monthsKept: 2, upTo: 9);

        var text = await TextOfAsync(folder);
        Assert.DoesNotContain("a reason of 2026-03", text, StringComparison.Ordinal);
        Assert.Contains("a reason of 2026-04", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)] // it was not asked for
    [InlineData(5)] // January is the fifth before June
    [InlineData(1200)]
    public async Task WhatIsToBeKept_IsKept(int? months)
    {
        using var folder = new Folder();
        folder.Fill(Months(6));

        using (var store = folder.Open(time: At(2026, 6, 15), monthsKept: months))
        {
            await Folder.WriteAsync(store, 100); // it has had many turns meanwhile
        }

        using var file = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(118, StoreReader.Verify(file));
    }

    [Fact]
    public async Task BehindARecordThatIsYoungEnough_NothingIsCut_WhateverTheClockSaidThen()
    {
        using var folder = new Folder();
        var entries = Months(6).ToList();
        entries[4] = entries[4] with { Time = entries[4].Time.AddYears(3) }; // in February the clock was wrong
        folder.Fill(entries);

        await CutAsync(folder, At(2026, 6, 15), monthsKept: 2, upTo: 4);

        using var file = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(15, StoreReader.Verify(file));
    }

    /// <summary>The deed of somebody who can write the file, and knows what HIS writes there.</summary>
    [Theory]
    [InlineData(
        "UPDATE store_state SET cut = 10, cut_hash = (SELECT hash FROM journal WHERE sequence = 10); DELETE FROM journal WHERE sequence <= 10",
        "begins after record 10, and has no record of that deletion"
    )]
    [InlineData("UPDATE store_state SET cut = 10", "changed at record 11")]
    [InlineData("UPDATE store_state SET cut_hash = zeroblob(32)", "changed at record 10")]
    [InlineData("UPDATE store_state SET cut = 0, cut_hash = zeroblob(32)", "record 1 is missing")]
    [InlineData("DELETE FROM journal WHERE sequence = 10", "record 10 is missing")]
    [InlineData("DELETE FROM journal WHERE action = 'journal.cut'", "record 19 is missing")]
    [InlineData("UPDATE journal SET previous_state = '1-10' WHERE action = 'journal.cut'", "changed at record 19")]
    public async Task WhatWasDoneToAJournalThatWasCut_IsFound(string deed, string words)
    {
        using var folder = new Folder();
        folder.Fill(Months(6));
        await CutAsync(folder, At(2026, 6, 15), monthsKept: 2, upTo: 9);

        folder.Tamper(deed);

        using (var file = StoreFile.OpenToRead(folder.Database))
        {
            Assert.Contains(words, Assert.Throws<StoreException>(() => StoreReader.Verify(file)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<StoreException>(() => folder.Open());
    }

    [Fact]
    public async Task AJournalThatWasNeverCut_CannotBeMadeToLookSo()
    {
        using var folder = new Folder();
        folder.Fill(Months(6));
        folder.Tamper(
            "UPDATE store_state SET cut = 9, cut_hash = (SELECT hash FROM journal WHERE sequence = 9); DELETE FROM journal WHERE sequence <= 9"
        );

        var (exitCode, _, errors) = await Programs.HisAsync("journal", "verify", $"--His:DataDirectory={folder.Path}");

        Assert.Equal((1, "The journal begins after record 9, and has no record of that deletion."), (exitCode, errors.Trim()));
    }

    /// <summary>After every single write of the cut a HIS is started on what a kill would have left.</summary>
    [Fact]
    public void KilledAfterAnyStep_NothingThatIsToBeKeptIsLost()
    {
        const int Old = 2500; // more than is deleted at once
        using var folder = new Folder();
        folder.Fill(
            Enumerable
                .Range(0, Old + 10)
                .Select(i => Folder.Entry() with { Time = At(2026, i < Old ? 1 : 5, 10).GetUtcNow(), Action = $"event {i}" })
        );
        using var writer = new StoreWriter(StoreFile.OpenToWrite(folder.Database));
        var cut = new JournalRetention(writer.File, writer.Epoch, months: 2);
        var (steps, met) = (0, new SortedSet<long>());
        while (cut.IsBusy)
        {
            if (cut.Step(At(2026, 6, 15).GetUtcNow()) is { } at)
            {
                writer.Write([], [JournalRetention.Seal(1, at.Last, at.Hash, At(2026, 6, 15).GetUtcNow())], [], forgetBefore: null, at);
                cut.Committed();
            }

            using var killed = folder.AsKilledNow();
            killed.Open().Dispose();
            using var file = StoreFile.OpenToRead(killed.Database);
            met.Add(StoreReader.Verify(file));
            Assert.Equal(10, StoreReader.Read(file, null, null, null).Count(it => it.Entry.Time.Month == 5));
            Assert.True(++steps < 20, "it comes to no end");
        }

        Assert.Equal([11, 2510], met); // cut or not, and nothing in between
        Assert.Equal(11L, writer.File.ExecuteScalar<long>("SELECT count(*) FROM journal"));
    }

    [Fact]
    public async Task AProcessKilledWhileItCuts_GoesOnAfterTheNextStart()
    {
        const int Old = 60_000;
        const int Young = 500;
        using var folder = new Folder();
        var old = DateTimeOffset.UtcNow.AddMonths(-3);
        folder.Fill(
            Enumerable
                .Range(0, Old + Young)
                .Select(i => Folder.Entry() with { Time = i < Old ? old : DateTimeOffset.UtcNow, Agent = i < Old ? "1001" : "young" })
        );
        var left = Left(folder);
        for (var kills = 0; left > 0 && kills < 5; kills++)
        {
            using var his = await StartedHis.StartAsync(folder, "--His:Journal:Retention=1", "--His:Storage:IntegrityCheck=Recent");
            await TestTimeout.Until(() => Left(folder) < left || his.Process.HasExited, "the cut to go on");
            his.Process.Kill();
            await TestTimeout.Wait(his.Process.WaitForExitAsync(), "the end");

            var (exitCode, said, errors) = await Programs.HisAsync("journal", "verify", $"--His:DataDirectory={folder.Path}");
            Assert.True(exitCode == 0, errors);
            Assert.Contains($"Records up to {Old} were deleted by retention", said, StringComparison.Ordinal);
            left = Left(folder);
        }

        using var last = await StartedHis.StartAsync(folder, "--His:Journal:Retention=1");
        await TestTimeout.Until(() => Left(folder) == 0, "the end of the cut");
        using var file = StoreFile.OpenToRead(folder.Database);
        Assert.Equal(Young, StoreReader.Read(file, null, null, "young").Count());
        Assert.Single(StoreReader.Read(file, null, null, null), it => it.Entry.Action == "journal.cut");

        static long Left(Folder folder)
        {
            using var file = StoreFile.OpenToRead(folder.Database);
            return file.ExecuteScalar<long>($"SELECT count(*) FROM journal WHERE sequence <= {Old}");
        }
    }

    private static IEnumerable<JournalEntry> Months(int count) =>
        Enumerable
            .Range(0, count * Three)
            .Select(i =>
                Folder.Entry($"event {i}") with
                {
                    Time = new DateTimeOffset(2026, 1 + (i / Three), 5 + (i % Three), 8, 0, 0, TimeSpan.Zero),
                }
            );

    private static TurnedClock At(int year, int month, int day)
    {
        var clock = new TurnedClock();
        clock.Turn(new DateTimeOffset(year, month, day, 12, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        return clock;
    }

    private static async Task CutAsync(Folder folder, TimeProvider time, int monthsKept, long upTo)
    {
        using var store = folder.Open(time: time, monthsKept: monthsKept);
        await TestTimeout.Until(() => Is(folder), $"the cut up to {upTo}");

        bool Is(Folder folder)
        {
            using var file = StoreFile.OpenToRead(folder.Database);
            return StoreReader.Head(file).Cut == upTo && file.ExecuteScalar<long>("SELECT min(sequence) FROM journal") > upTo;
        }
    }

    /// <summary>All that is in the folder's files, byte by byte.</summary>
    private static async Task<string> TextOfAsync(Folder folder)
    {
        var text = new StringBuilder();
        foreach (var path in Directory.GetFiles(folder.Path, "his.db*"))
        {
            text.Append(CultureInfo.InvariantCulture, $"{Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path))}");
        }

        return text.ToString();
    }
}
