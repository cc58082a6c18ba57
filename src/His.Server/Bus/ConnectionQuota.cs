using System.Collections.Concurrent;
using His.Bus;
using His.Protection;

namespace His.Server.Bus;

/// <summary>
/// Quota of connections per client address, by its <see cref="AddressPrefix"/>. An address without connections takes no memory.
/// </summary>
internal sealed class ConnectionQuota(int each)
{
    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>Acquires one connection of the quota, released on dispose; <see langword="null"/> if the quota is used up.</summary>
    public IDisposable? TryAcquire(string address)
    {
        var prefix = AddressPrefix.Of(address);
        if (_taken.AddOrUpdate(prefix, 1, static (_, count) => count + 1) <= each)
        {
            return new Lease(this, prefix);
        }

        Release(prefix);
        return null;
    }

    private void Release(string prefix)
    {
        var left = _taken.AddOrUpdate(prefix, 0, static (_, count) => count - 1);
        if (left == 0)
        {
            _taken.TryRemove(new(prefix, 0)); // only if no connection was added in the meantime
        }
    }

    private sealed class Lease(ConnectionQuota places, string prefix) : IDisposable
    {
        public void Dispose() => places.Release(prefix);
    }
}
