using System.Diagnostics.CodeAnalysis;
using His.Platform;

namespace His.Switching;

/// <summary>
/// The events of the switch that a session has received and not applied yet, in order. The platform adds to it on any thread; the session
/// takes from it on its scheduler. Bounded.
/// </summary>
/// <param name="capacity">The maximum number of events.</param>
internal sealed class SwitchEventQueue(int capacity)
{
    // Also the lock. Not a concurrent queue: an empty Queue costs an idle session next to nothing.
    private readonly Queue<SwitchEvent> _events = new();

    /// <summary>Whether there is no event that has not been applied.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_events)
            {
                return _events.Count == 0;
            }
        }
    }

    /// <summary>Any thread: adds an event; false if the queue is full.</summary>
    public bool TryAdd(SwitchEvent switchEvent)
    {
        lock (_events)
        {
            if (_events.Count >= capacity)
            {
                return false;
            }

            _events.Enqueue(switchEvent);
            return true;
        }
    }

    /// <summary>Takes the oldest event; false if there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out SwitchEvent? switchEvent)
    {
        lock (_events)
        {
            return _events.TryDequeue(out switchEvent);
        }
    }
}
