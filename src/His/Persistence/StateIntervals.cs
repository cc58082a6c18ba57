using His.Platform;

namespace His.Persistence;

/// <summary>
/// Measures how long the session, each channel and each interaction has been in its state. HIS computes this because clocks differ.
/// Not Ready for another reason counts as another state, so that the times of all reasons add up to the time in Not Ready.
/// </summary>
internal sealed class StateIntervals
{
    private readonly Dictionary<string, (string State, DateTimeOffset Since)> _current = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether a newer session has taken over everything that continues. That session records the whole duration; recording it here too
    /// would count it twice.
    /// </summary>
    public bool IsHandedOver { get; set; }

    /// <summary>Takes over a state from before a restart.</summary>
    public void Restore(string subject, string state, DateTimeOffset since) => _current[subject] = (state, since);

    /// <summary>Records the state of a subject.</summary>
    /// <param name="subject">A channel or interaction id; empty for the session.</param>
    /// <param name="state">The state now; <see langword="null"/> if it has not changed.</param>
    /// <param name="at">Now.</param>
    /// <param name="since">When the subject entered the state; before now if it was taken over.</param>
    /// <param name="isNewReason">Whether the same state counts as another one.</param>
    /// <returns>The state before, and how long it has lasted if it is over; each <see langword="null"/> if unknown.</returns>
    public (string? Previous, TimeSpan? Duration) Move(
        string subject,
        string? state,
        DateTimeOffset at,
        DateTimeOffset since,
        bool isNewReason
    )
    {
        var isKnown = _current.TryGetValue(subject, out var previous);
        var isNew = state is not null && (!isKnown || previous.State != state || isNewReason);
        if (isNew)
        {
            _current[subject] = (state!, since);
        }

        if (state is nameof(InteractionState.Completed))
        {
            _current.Remove(subject);
        }

        var isOver = isKnown && isNew && at >= previous.Since && !(IsHandedOver && subject.Length > 0);
        return (isKnown ? previous.State : null, isOver ? at - previous.Since : null);
    }
}
