using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace His.Journal;

/// <summary>
/// One record of the journal: a change of state, or a command that was refused. Written once and never changed. It contains ids of
/// interactions, but no numbers or names of customers.
/// </summary>
public sealed record JournalEntry
{
    /// <summary>The position in the journal, from 1, without gaps. Assigned by the store.</summary>
    public long Sequence { get; init; }

    /// <summary>The epoch in which it was written. Assigned by the store.</summary>
    public long Epoch { get; init; }

    /// <summary>The time of the change, UTC, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The name of the event on the bus, of the refused command, or of a step of a logout.</summary>
    public required string Action { get; init; }

    /// <summary>The id of the session; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>The id of the agent; at a refused login, the id that was sent; null for none.</summary>
    public string? Agent { get; init; }

    /// <summary>The agent's name at that time; <see langword="null"/> if no agent is logged in yet.</summary>
    public string? AgentName { get; init; }

    /// <summary>The originator, if it was neither the agent nor HIS nor the switch; else null.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>The address of the requesting client; <see langword="null"/> if HIS or the switch caused it.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The id of the channel; null for none.</summary>
    public string? Channel { get; init; }

    /// <summary>The id of the interaction; null for none.</summary>
    public string? Interaction { get; init; }

    /// <summary>The cause, for programs; null for none.</summary>
    public string? Cause { get; init; }

    /// <summary>The code of the agent's reason; null for none.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The free text of the agent's reason; null for none.</summary>
    public string? ReasonText { get; init; }

    /// <summary>The name of the failure; null for none.</summary>
    public string? Failure { get; init; }

    /// <summary>The previous state; null if unknown or without a state.</summary>
    public string? PreviousState { get; init; }

    /// <summary>The new state; null if the record is about no state.</summary>
    public string? NewState { get; init; }

    /// <summary>The duration of the previous state, to the millisecond; null if it is not over or unknown.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The sequence number of the event on the bus; null if it is no event.</summary>
    public long? EventSequence { get; init; }
}

/// <summary>
/// Chains each record of the journal to the previous one, so that changed, missing or inserted records are detected.
/// </summary>
public static class JournalHashChain
{
    // One call of the hash function for the whole record: a call for each member costs more than the hash.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _content;

    /// <summary>The hash to which the first record is chained.</summary>
    public static ReadOnlySpan<byte> Start => new byte[SHA256.HashSizeInBytes];

    /// <summary>Computes the hash of a record and of all before it.</summary>
    /// <param name="before">The hash of the previous record.</param>
    /// <param name="entry">The record, with its sequence and epoch.</param>
    public static byte[] Next(ReadOnlySpan<byte> before, JournalEntry entry)
    {
        var content = _content ??= new ArrayBufferWriter<byte>(1024);
        content.ResetWrittenCount();
        content.Write(before);
        Add(content, entry.Sequence);
        Add(content, entry.Epoch);
        Add(content, entry.Time.ToUnixTimeMilliseconds());
        Add(content, entry.Action);
        Add(content, entry.Session);
        Add(content, entry.Agent);
        Add(content, entry.AgentName);
        Add(content, entry.OrderedBy);
        Add(content, entry.RemoteAddress);
        Add(content, entry.Channel);
        Add(content, entry.Interaction);
        Add(content, entry.Cause);
        Add(content, entry.ReasonCode);
        Add(content, entry.ReasonText);
        Add(content, entry.Failure);
        Add(content, entry.PreviousState);
        Add(content, entry.NewState);
        Add(content, entry.Duration is { } duration ? (long)duration.TotalMilliseconds : -1);
        Add(content, entry.EventSequence ?? -1);
        return SHA256.HashData(content.WrittenSpan);
    }

    private static void Add(ArrayBufferWriter<byte> content, long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(content.GetSpan(sizeof(long)), number);
        content.Advance(sizeof(long));
    }

    // Prefixed with its length, so that different records never hash the same bytes.
    private static void Add(ArrayBufferWriter<byte> content, string? text)
    {
        if (text is null)
        {
            Add(content, -1L);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        Add(content, length);
        content.Advance(Encoding.UTF8.GetBytes(text, content.GetSpan(length)));
    }
}
