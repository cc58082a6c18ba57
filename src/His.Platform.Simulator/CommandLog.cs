namespace His.Platform.Simulator;

/// <summary>Something the switch was told or asked.</summary>
/// <param name="Number">From 1, in the order in which the switch heard it.</param>
/// <param name="Time">When it heard it.</param>
/// <param name="AgentId">For whom.</param>
/// <param name="Operation">What.</param>
/// <param name="ChannelId">On which channel, if it is about one.</param>
/// <param name="InteractionId">With which interaction, if it is about one.</param>
/// <param name="Reason">With which reason.</param>
/// <param name="Destination">What was dialled, or to whom the other side goes.</param>
/// <param name="Fault">What went wrong with it, if it was made to.</param>
/// <param name="Outcome">What came of it so far: <c>waiting</c>, <c>Done</c>, <c>Refused: ...</c>, <c>silence</c> and so on.</param>
/// <param name="Digits">Which tones.</param>
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
    string? Digits = null);

/// <summary>What the switch was told, in order: the last <see cref="Max"/> commands and questions, while it is switched on.</summary>
public sealed class CommandLog
{
    /// <summary>How many entries are kept; the oldest gives way.</summary>
    public const int Max = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<Entry> _entries = [];
    private volatile bool _isEnabled;
    private long _number;

    /// <summary>Whether commands are kept from now on. It holds whatever was dialled and every reason, so it is no log for production.</summary>
    public bool IsEnabled
    {
        get => _isEnabled;
        set => _isEnabled = value;
    }

    /// <summary>A copy of what is there now, oldest first.</summary>
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

    /// <summary>Forgets everything; numbers go on.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal Entry? Record(RecordedCommand command, DateTimeOffset time, FaultBehaviour? fault)
    {
        if (!_isEnabled)
        {
            return null;
        }

        lock (_gate)
        {
            var entry = new Entry(command with { Number = ++_number, Time = time, Fault = fault });
            _entries.Enqueue(entry);
            if (_entries.Count > Max)
            {
                _entries.Dequeue();
            }

            return entry;
        }
    }

    /// <summary>One entry, whose outcome becomes known later.</summary>
    internal sealed class Entry(RecordedCommand command)
    {
        private volatile RecordedCommand _command = command;

        public RecordedCommand Command => _command;

        public void SetOutcome(string outcome) => _command = _command with { Outcome = outcome };
    }
}
