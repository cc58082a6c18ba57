using His.Journal;
using His.Server.Storage;

namespace His.Server.Tests.Stage;

/// <summary>
/// A disk that is as slow as a play wants: what HIS gives it to keep waits here until the play lets it through, and whoever waits to hear
/// that it is safe hears so only when the play says.
/// </summary>
internal sealed class HeldStore(SqliteStore disk) : IStore
{
    private readonly Queue<(Change Change, TaskCompletionSource<Kept>? Waits)> waiting = new();
    private (TaskCompletionSource<Kept> Waits, Kept Kept)? written;

    public long Epoch => disk.Epoch;

    public string? Obstacle => disk.Obstacle;

    /// <summary>Whether HIS has something to keep surely that is not on the disk.</summary>
    public bool IsSomebodyWaiting => waiting.Any(it => it.Waits is not null);

    public IReadOnlyList<SessionRecord> Sessions() => disk.Sessions();

    public IReadOnlyDictionary<string, int> Tries() => disk.Tries();

    public void Keep(Change change) => waiting.Enqueue((change, null));

    public Task<Kept> KeepSurelyAsync(Change change)
    {
        var answer = new TaskCompletionSource<Kept>(); // goes on at once, in the session: a play is the same each time
        waiting.Enqueue((change, answer));
        return answer.Task;
    }

    /// <summary>Lets the first sure change through, with all before it. HIS does not hear of it yet.</summary>
    public async Task WriteAsync()
    {
        while (waiting.TryDequeue(out var next))
        {
            if (next.Waits is null)
            {
                disk.Keep(next.Change);
                continue;
            }

            written = (next.Waits, await TestTimeout.Wait(disk.KeepSurelyAsync(next.Change), "the disk"));
            return;
        }
    }

    /// <summary>HIS hears that what was written is safe.</summary>
    /// <returns>Whether there was something to hear.</returns>
    public bool TryTell()
    {
        if (written is not { } told)
        {
            return false;
        }

        written = null;
        told.Waits.SetResult(told.Kept);
        return true;
    }

    /// <summary>The disk was quick just before the end: everything is on it.</summary>
    public async Task WriteAllAsync()
    {
        while (waiting.TryDequeue(out var next))
        {
            await TestTimeout.Wait(disk.KeepSurelyAsync(next.Change), "the disk");
        }
    }
}
