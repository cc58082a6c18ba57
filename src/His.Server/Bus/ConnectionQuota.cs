using System.Collections.Concurrent;
using His.Bus;
using His.Protection;

namespace His.Server.Bus;

/// <summary>How many connections each address has, by its <see cref="AddressPrefix"/>. One without any takes no memory.</summary>
internal sealed class ConnectionQuota(int each)
{
    private readonly ConcurrentDictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes a place until it is disposed of; <see langword="null"/> where there is none left.</summary>
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
            _taken.TryRemove(new(prefix, 0)); // only if nobody has come meanwhile
        }
    }

    private sealed class Lease(ConnectionQuota places, string prefix) : IDisposable
    {
        public void Dispose() => places.Release(prefix);
    }
}
