using System.Collections.Concurrent;
using His.Bus;

namespace His.Server.Bus;

/// <summary>How many connections each address has, by its <see cref="AddressPrefix"/>. One without any takes no memory.</summary>
internal sealed class Places(int each)
{
    private readonly ConcurrentDictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <summary>Takes a place until it is disposed of; <see langword="null"/> where there is none left.</summary>
    public IDisposable? Take(string address)
    {
        var prefix = AddressPrefix.Of(address);
        if (taken.AddOrUpdate(prefix, 1, static (_, count) => count + 1) <= each)
        {
            return new Place(this, prefix);
        }

        Leave(prefix);
        return null;
    }

    private void Leave(string prefix)
    {
        var left = taken.AddOrUpdate(prefix, 0, static (_, count) => count - 1);
        if (left == 0)
        {
            taken.TryRemove(new(prefix, 0)); // only if nobody has come meanwhile
        }
    }

    private sealed class Place(Places places, string prefix) : IDisposable
    {
        public void Dispose() => places.Leave(prefix);
    }
}
