using System.Collections.Concurrent;

namespace His.Server.Bus;

/// <summary>How many connections each address has. An address without any takes no memory.</summary>
internal sealed class Places(int each)
{
    private readonly ConcurrentDictionary<string, int> taken = new(StringComparer.Ordinal);

    /// <summary>Takes a place until it is disposed of; <see langword="null"/> where there is none left.</summary>
    public IDisposable? Take(string address)
    {
        if (taken.AddOrUpdate(address, 1, static (_, count) => count + 1) <= each)
        {
            return new Place(this, address);
        }

        Leave(address);
        return null;
    }

    private void Leave(string address)
    {
        var left = taken.AddOrUpdate(address, 0, static (_, count) => count - 1);
        if (left == 0)
        {
            taken.TryRemove(new(address, 0)); // only if nobody has come meanwhile
        }
    }

    private sealed class Place(Places places, string address) : IDisposable
    {
        public void Dispose() => places.Leave(address);
    }
}
