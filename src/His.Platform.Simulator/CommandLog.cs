namespace His.Platform.Simulator;

/// <summary>A command or query that the switch received.</summary>
/// <param name="Number">The number, from 1, in the order in which the switch received it.</param>
/// <param name="Time">The time of receipt.</param>
/// <param name="AgentId">The agent; empty for <see cref="SwitchOperation.List"/>.</param>
/// <param name="Operation">The operation.</param>
/// <param name="ChannelId">The channel, if it concerns one.</param>
/// <param name="InteractionId">The interaction, if it concerns one.</param>
/// <param name="Reason">The reason, if there is one.</param>
/// <param name="Destination">The dialed number, or the destination of the other side.</param>
/// <param name="Fault">The fault that was injected, if any.</param>
/// <param name="Outcome">The outcome so far: <c>waiting</c>, <c>Done</c>, <c>Refused: ...</c>, <c>silence</c> and so on.</param>
/// <param name="Digits">The tones, if there are any.</param>
public sealed record RecordedCommand(
    long Number,
    DateTimeOffset Time,
    string AgentId,
    SwitchOperation Operation,
    string? ChannelId = null,
    string? InteractionId = null,
    Reason? Reason = null,
    string? Destination = null,
    FaultBehaviour? Fault = null,
    string Outcome = "waiting",
    string? Digits = null
);

/// <summary>The commands and queries the switch received, in order: the last <see cref="Max"/>, while recording is enabled.</summary>
public sealed class CommandLog
{
    /// <summary>How many entries are kept; the oldest is dropped first.</summary>
    public const int Max = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = [];
    private volatile bool _isEnabled;
    private long _number;

    /// <summary>
    /// Whether commands are recorded from now on. The log contains every dialed number and every reason, so it is not for production.
    /// </summary>
    public bool IsEnabled
    {
        get => _isEnabled;
        set => _isEnabled = value;
    }

    /// <summary>A copy of the present entries, oldest first.</summary>
    public IReadOnlyList<RecordedCommand> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => entry.Command)];
            }
        }
    }

    /// <summary>Removes all entries; numbers continue.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal Entry? Record(ReceivedCommand command, DateTimeOffset time, FaultBehaviour? fault)
    {
        if (!_isEnabled)
        {
            return null;
        }

        lock (_gate)
        {
            var entry = new Entry(command.Record(fault, ++_number, time));
            _entries.Enqueue(entry);
            if (_entries.Count > Max)
            {
                _entries.Dequeue();
            }

            return entry;
        }
    }

    /// <summary>One entry; its outcome is set later.</summary>
    internal sealed class Entry(RecordedCommand command)
    {
        private volatile RecordedCommand _command = command;

        public RecordedCommand Command => _command;

        public void SetOutcome(string outcome) => _command = _command with { Outcome = outcome };
    }
}
