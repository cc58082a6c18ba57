using His.Journal;
using His.Persistence;
using His.Server.Storage;

namespace His.Server.Tests.Stage;

/// <summary>
/// A disk that is as slow as a play wants: what HIS gives it to keep waits here until the play lets it through, and whoever waits to hear
/// that it is safe hears so only when the play says.
/// </summary>
internal sealed class HeldStore(SqliteStore disk) : IStore
{
    private readonly Queue<(Change Change, TaskCompletionSource<WriteResult>? Waits)> _waiting = new();
    private (TaskCompletionSource<WriteResult> Waits, WriteResult WriteResult)? _written;

    public long Epoch => disk.Epoch;

    public string? UnavailableReason => disk.UnavailableReason;

    /// <summary>Whether HIS has something to keep surely that is not on the disk.</summary>
    public bool IsSomebodyWaiting => _waiting.Any(it => it.Waits is not null);

    public IReadOnlyList<SessionRecord> Sessions() => disk.Sessions();

    public IReadOnlyDictionary<string, int> RestoreAttempts() => disk.RestoreAttempts();

    public void Enqueue(Change change) => _waiting.Enqueue((change, null));

    public Task<WriteResult> WriteDurablyAsync(Change change)
    {
        var answer = new TaskCompletionSource<WriteResult>(); // goes on at once, in the session: a play is the same each time
        _waiting.Enqueue((change, answer));
        return answer.Task;
    }

    /// <summary>Lets the first sure change through, with all before it. HIS does not hear of it yet.</summary>
    public async Task WriteAsync()
    {
        while (_waiting.TryDequeue(out var next))
        {
            if (next.Waits is null)
            {
                disk.Enqueue(next.Change);
                continue;
            }

            _written = (next.Waits, await TestTimeout.Wait(disk.WriteDurablyAsync(next.Change), "the disk"));
            return;
        }
    }

    /// <summary>HIS hears that what was written is safe.</summary>
    /// <returns>Whether there was something to hear.</returns>
    public bool TryTell()
    {
        if (_written is not { } told)
        {
            return false;
        }

        _written = null;
        told.Waits.SetResult(told.WriteResult);
        return true;
    }

    /// <summary>The disk was quick just before the end: everything is on it.</summary>
    public async Task WriteAllAsync()
    {
        while (_waiting.TryDequeue(out var next))
        {
            await TestTimeout.Wait(disk.WriteDurablyAsync(next.Change), "the disk");
        }
    }
}
