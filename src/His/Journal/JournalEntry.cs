using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace His.Journal;

/// <summary>
/// One record of the journal: a change of state, or a command that was refused. Written once and never changed. There are ids of
/// interactions in it and no numbers or names of customers.
/// </summary>
public sealed record JournalEntry
{
    /// <summary>Its place in the journal, from 1, without gaps. The store gives it.</summary>
    public long Sequence { get; init; }

    /// <summary>In which epoch it was written. The store gives it.</summary>
    public long Epoch { get; init; }

    /// <summary>When it happened, UTC, to the millisecond.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What: the event on the bus, the refused command, or a step of a logout.</summary>
    public required string Action { get; init; }

    /// <summary>In which session.</summary>
    public string? Session { get; init; }

    /// <summary>Whose it is; at a refused login, whose they said it was.</summary>
    public string? Agent { get; init; }

    /// <summary>What the agent was called then; <see langword="null"/> where nobody has logged in as this agent yet.</summary>
    public string? AgentName { get; init; }

    /// <summary>Who ordered it, where it was neither the agent nor HIS nor the switch.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>From which address it was asked for; <see langword="null"/> where HIS or the switch did it.</summary>
    public string? RemoteAddress { get; init; }

    /// <summary>The channel.</summary>
    public string? Channel { get; init; }

    /// <summary>The interaction.</summary>
    public string? Interaction { get; init; }

    /// <summary>Why, for programs.</summary>
    public string? Cause { get; init; }

    /// <summary>Why, as the agent said: the code.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Why, as the agent wrote.</summary>
    public string? ReasonText { get; init; }

    /// <summary>The failure with which it was refused, or ended.</summary>
    public string? Failure { get; init; }

    /// <summary>The state before.</summary>
    public string? PreviousState { get; init; }

    /// <summary>The state after.</summary>
    public string? NewState { get; init; }

    /// <summary>How long the state before had lasted, to the millisecond.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The sequence of the event on the bus.</summary>
    public long? EventSequence { get; init; }
}

/// <summary>
/// Chains each record of the journal to the one before, so that none can be changed, left out or put in unnoticed.
/// </summary>
public static class JournalHashChain
{
    /// <summary>What the first record is chained to.</summary>
    public static ReadOnlySpan<byte> Start => new byte[SHA256.HashSizeInBytes];

    /// <summary>The hash of a record and of all before it.</summary>
    /// <param name="before">The hash of the one before.</param>
    /// <param name="entry">The record, with its sequence and epoch.</param>
    public static byte[] Next(ReadOnlySpan<byte> before, JournalEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Add(hash, entry.Sequence);
        Add(hash, entry.Epoch);
        Add(hash, entry.Time.ToUnixTimeMilliseconds());
        Add(hash, entry.Action);
        Add(hash, entry.Session);
        Add(hash, entry.Agent);
        Add(hash, entry.AgentName);
        Add(hash, entry.OrderedBy);
        Add(hash, entry.RemoteAddress);
        Add(hash, entry.Channel);
        Add(hash, entry.Interaction);
        Add(hash, entry.Cause);
        Add(hash, entry.ReasonCode);
        Add(hash, entry.ReasonText);
        Add(hash, entry.Failure);
        Add(hash, entry.PreviousState);
        Add(hash, entry.NewState);
        Add(hash, entry.Duration is { } duration ? (long)duration.TotalMilliseconds : -1);
        Add(hash, entry.EventSequence ?? -1);
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    // With its length before it, so that no two records look the same to the hash.
    private static void Add(IncrementalHash hash, string? text)
    {
        Add(hash, text is null ? -1L : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }
}
