using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;

namespace His.Bench.Cases;

/// <summary>What the cases share: how much is measured, and what HIS says in a logout, which the others say as well.</summary>
internal sealed class Bench(Results results, bool isQuick)
{
    private const string NoJournal = "--His:Storage:Kind=None";

    /// <summary>At least five, in turns: whatever the machine does besides meets all alike.</summary>
    public int Rounds => isQuick ? 5 : 7;

    public bool IsQuick => isQuick;

    /// <summary>The file with the messages of one logout.</summary>
    public string Script { get; private set; } = "";

    public static Task<HisPeer> HisAsync(params string[] settings) => HisPeer.StartAsync([NoJournal, .. settings]);

    public void Add(Figure figure) => results.Add(figure);

    public async Task ListenToALogoutAsync()
    {
        await using var his = await HisAsync();
        using var crowd = await Crowd.GatherAsync(his.Port, Dialect.His, 1);
        var said = new List<string>();
        crowd.Lines[0].Hears = message => said.Add(System.Text.Encoding.UTF8.GetString(message.Span));
        await crowd.LogOutAsync();
        Script = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"his-bench-{Environment.ProcessId}.txt"));
        await File.WriteAllLinesAsync(Script, said);
    }

    /// <summary>Until the runtime has made of all code what it makes of it, the one with less code is the faster: so many logouts do not count.</summary>
    public async Task WarmUpAsync(Peer peer, Dialect dialect)
    {
        const int atOnce = 250;
        for (var logouts = 0; logouts < (isQuick ? 2_000 : 20_000); logouts += atOnce)
        {
            using var crowd = await Crowd.GatherAsync(peer.Port, dialect, atOnce);
            await crowd.LogOutAsync();
        }
    }

    /// <summary>The same of each server in turns, each round beginning with another.</summary>
    public static async Task TakeTurnsAsync(int rounds, params Func<Task>[] turns)
    {
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < turns.Length; turn++)
            {
                await turns[(round + turn) % turns.Length]();
            }
        }
    }
}
