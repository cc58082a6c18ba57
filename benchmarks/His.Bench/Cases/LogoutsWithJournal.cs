using System.Diagnostics;
using His.Bench.Peers;
using His.Bench.Report;
using His.Persistence;
using His.Platform.Simulator;
using His.Server.Settings;
using His.Server.Storage;
using His.Sessions;
using His.Sessions.Threading;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Bench.Cases;

/// <summary>
/// P11: how many logouts a second HIS does with the journal, until the last record is on the disk, beside a program that only writes the
/// same rows into SQLite. Within this process, without sockets: they cost the same with the journal and without it.
/// </summary>
internal static class LogoutsWithJournal
{
    private const double RateAim = 8_000;
    private const double RatioAim = 0.6;
    private const int RowsOfATransaction = 1_000;

    private static readonly string[] Tables = ["journal", "sessions"];

    public static async Task RunAsync(Bench bench)
    {
        var agents = bench.IsQuick ? 1_000 : 4_000;
        const int WarmUps = 2;
        var (ofHis, ofBare, work, bareWork) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < bench.Rounds + WarmUps; round++)
        {
            using var data = new Folder();
            var (time, cpu) = await LogOutAllAsync(data.Path, agents);
            ofHis.Add(agents / time.TotalSeconds);
            work.Add(cpu.TotalMicroseconds / agents);
            (time, cpu) = WriteTheSame(data.Path);
            ofBare.Add(agents / time.TotalSeconds);
            bareWork.Add(cpu.TotalMicroseconds / agents);
        }

        bench.Add(
            new Figure("P11", FormattableString.Invariant($"{agents} logouts at once with the journal"), "/s", ofHis[WarmUps..])
            {
                AtLeast = RateAim,
            }
        );
        bench.Add(new Figure("P11", "processor time of each", "us", work[WarmUps..]));
        bench.Add(new Figure("P11", "the rows of as many logouts, written by a bare SQLite writer", "/s", ofBare[WarmUps..]));
        bench.Add(new Figure("P11", "processor time of the bare writer for each", "us", bareWork[WarmUps..]));
        bench.Add(
            new Figure(
                "P11",
                "logouts with the journal to the bare writer",
                "",
                [.. ofHis.Zip(ofBare, (his, bare) => his / bare).Skip(WarmUps)]
            )
            {
                AtLeast = RatioAim,
            }
        );
    }

    /// <summary>Logs all in, then all out at once; the time of the latter. The folder then has its rows alone.</summary>
    private static async Task<(TimeSpan Time, TimeSpan Cpu)> LogOutAllAsync(string folder, int agents)
    {
        var theSwitch = new SimulatedSwitch(new SimulatorOptions { Password = HisPeer.Password, Agents = agents }, TimeProvider.System);
        await theSwitch.StartAsync(CancellationToken.None);
        using var store = new SqliteStore(
            folder,
            new StorageOptions(),
            TimeSpan.FromMinutes(10),
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance
        );
        var core = new HisCore(
            new HisOptions(),
            PlatformRegistration.Only(theSwitch),
            TimeProvider.System,
            new Ids(),
            new ThreadPoolWorkScheduler(),
            NullLoggerFactory.Instance,
            store
        );
        var lines = Enumerable.Range(0, agents).Select(number => new InsideLine(core, number)).ToArray();
        await Task.WhenAll(lines.Select(line => line.ArriveAsync()));
        await store.WriteDurablyAsync(new Change(Session: null, []));
        var first = Read(folder, "SELECT max(sequence) FROM journal").Rows.Single()[0];
        var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(lines.Select(line => line.LogOutAsync()));
        await store.WriteDurablyAsync(new Change(Session: null, [])); // behind all that nobody waits for
        var spent = (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - cpu);
        await File.WriteAllTextAsync(Path.Combine(folder, "first"), first!.ToString());
        return spent;
    }

    /// <summary>Writes the rows of the logouts again, into a store of the same tables, and nothing else; the time of it.</summary>
    private static (TimeSpan Time, TimeSpan Cpu) WriteTheSame(string folder)
    {
        var first = File.ReadAllText(Path.Combine(folder, "first"));
        var tables = Tables.Select(table =>
            Read(folder, $"SELECT * FROM {table}{(table == "journal" ? $" WHERE sequence > {first}" : "")}")
        );
        var all = tables.ToArray();
        using var to = StoreFile.OpenToWrite(Path.Combine(folder, "bare.db"));
        var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var (table, (columns, rows)) in Tables.Zip(all))
        {
            using var insert = new PreparedStatement(
                to,
                $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(1, columns).Select(column => $"?{column}"))})"
            );
            foreach (var some in rows.Chunk(RowsOfATransaction))
            {
                using var transaction = to.BeginTransaction();
                foreach (var row in some)
                {
                    Bind(insert, row);
                    insert.Execute();
                }

                transaction.Commit();
            }
        }

        return (Stopwatch.GetElapsedTime(begin), Environment.CpuUsage.TotalTime - cpu);
    }

    private static void Bind(PreparedStatement insert, object[] row)
    {
        foreach (var value in row)
        {
            _ = value switch
            {
                long number => insert.Bind(number),
                string text => insert.Bind(text),
                byte[] bytes => insert.BindBlob(bytes),
                _ => insert.Bind((string?)null),
            };
        }
    }

    private static (int Columns, List<object[]> Rows) Read(string folder, string sql)
    {
        using var file = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = StoreFile.PathIn(folder), Pooling = false }.ToString()
        );
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var rows = new List<object[]>();
        while (row.Read())
        {
            var values = new object[row.FieldCount];
            row.GetValues(values);
            rows.Add(values);
        }

        return (row.FieldCount, rows);
    }
}
