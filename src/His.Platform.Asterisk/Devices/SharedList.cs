using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// One list of the switch for all who ask at the same time. A list that is being read when somebody asks may have been begun before
/// what they want to know, so they get the next one, with everybody else who came meanwhile: at most two lists are under way or
/// waited for, however many agents log in at once.
/// </summary>
internal sealed class SharedList<T>(Func<AmiConnection, Task<T>> read)
{
    private readonly Lock _lock = new();
    private AmiConnection? _connection;
    private Task<T>? _present;
    private Task<T>? _next;

    /// <summary>A list that is begun after this call. It goes on without those who stop waiting.</summary>
    public Task<T> AskAsync(AmiConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var list = _connection == connection && _present is { IsCompleted: false } present
                ? _next ??= AfterAsync(present, connection)
                : Begin(connection);
            return list.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> AfterAsync(Task<T> present, AmiConnection connection)
    {
        await ((Task)present).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        Task<T> list;
        lock (_lock)
        {
            list = _connection == connection ? Begin(connection) : read(connection); // on a lost link it fails at once
        }

        return await list;
    }

    /// <summary>Under the lock: whoever comes from now on waits for the list after this one.</summary>
    private Task<T> Begin(AmiConnection connection)
    {
        (_connection, _next) = (connection, null);
        return _present = read(connection);
    }
}
