using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Coalesces concurrent requests for one list of the switch. A list that is already being read may have begun before the change that a
/// caller needs to see, so the caller gets the next one, together with all other callers in the meantime: at most two lists are in flight
/// or pending, however many agents log in at once.
/// </summary>
internal sealed class SharedList<T>(Func<AmiConnection, Task<T>> read)
{
    private readonly Lock _lock = new();
    private AmiConnection? _connection;
    private Task<T>? _present;
    private Task<T>? _next;

    /// <summary>A list that begins after this call. It continues without callers that cancel.</summary>
    public Task<T> ReadAsync(AmiConnection connection, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var list =
                _connection == connection && _present is { IsCompleted: false } present
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

    /// <summary>Called under the lock: later callers wait for the list after this one.</summary>
    private Task<T> Begin(AmiConnection connection)
    {
        (_connection, _next) = (connection, null);
        return _present = read(connection);
    }
}
