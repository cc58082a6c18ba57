using System.Globalization;
using His.Journal;
using Microsoft.Data.Sqlite;

namespace His.Server.Storage;

/// <summary>
/// Deletes whole months from the beginning of the journal once they are older than <c>His:Journal:Retention</c>. One transaction moves the
/// start of the journal: the store keeps the sequence and hash of the last record that was cut, and a record in the journal attests the
/// same, so that the chain still verifies. The old rows are then deleted in small batches, to keep logins from waiting. Not thread-safe:
/// used by the writer thread only.
/// </summary>
/// <param name="file">The store.</param>
/// <param name="epoch">The epoch of this HIS; nothing is deleted once another HIS owns the store.</param>
/// <param name="months">Number of whole months to keep besides the current one; <see langword="null"/> keeps everything.</param>
internal sealed class JournalRetention(SqliteConnection file, long epoch, int? months)
{
    /// <summary>The <see cref="JournalEntry.Action"/> of the record that attests a cut.</summary>
    public const string What = "journal.cut";

    private const int DeleteBatch = 1000;
    private const int ScanBatch = 20_000;

    private bool _hasLeftovers = true; // unknown until the first batch: the last process may have been killed before it had deleted everything
    private long _scanned;
    private DateTimeOffset _cutoff;
    private bool _isScanned;

    /// <summary>Whether the next step should follow at once; otherwise there is no work until the next month.</summary>
    public bool IsBusy { get; private set; } = true;

    /// <summary>Whether retention is configured, so that there is work later.</summary>
    public bool IsConfigured => months is not null;

    /// <summary>The record that attests a cut. Without it the journal does not verify, so a cut by anyone else is noticed.</summary>
    /// <param name="first">The first record that was cut.</param>
    /// <param name="last">The last record that was cut.</param>
    /// <param name="hash">The hash of the last record that was cut, from which the chain continues.</param>
    /// <param name="now">The current time.</param>
    public static JournalEntry Seal(long first, long last, byte[] hash, DateTimeOffset now) =>
        new()
        {
            Time = now,
            Action = What,
            PreviousState = string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"),
            NewState = Convert.ToHexStringLower(hash),
        };

    /// <summary>Whether a record attests a cut at exactly this place.</summary>
    public static bool IsSealOf(JournalEntry entry, long last, byte[] hash) =>
        entry.Action == What
        && entry.PreviousState?.EndsWith(string.Create(CultureInfo.InvariantCulture, $"-{last}"), StringComparison.Ordinal) is true
        && entry.NewState == Convert.ToHexStringLower(hash);

    /// <summary>Does one batch of work.</summary>
    /// <returns>
    /// The position of the cut (the last record to go, and its hash) once the scan has found it; otherwise <see langword="null"/>.
    /// </returns>
    public (long Last, byte[] Hash)? Step(DateTimeOffset now)
    {
        IsBusy = true;
        if (_hasLeftovers)
        {
            _hasLeftovers = Delete() == DeleteBatch;
            return null;
        }

        if (months is not { } kept)
        {
            IsBusy = false;
            return null;
        }

        var before = new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-kept);
        if (before != _cutoff)
        {
            (_cutoff, _isScanned, _scanned) = (before, false, StoreReader.Head(file).Cut);
        }

        if (_isScanned)
        {
            IsBusy = false;
            return null;
        }

        _isScanned = Scan();
        return _isScanned && _scanned > StoreReader.Head(file).Cut ? (_scanned, StoreReader.HashOf(file, _scanned)!) : null;
    }

    /// <summary>Reports that the cut has been committed, so the rows before it can be deleted.</summary>
    public void Committed() => _hasLeftovers = true;

    /// <summary>Reports that a step has failed. Everything is tried again at the next regular check.</summary>
    public void Postpone() => (IsBusy, _isScanned, _scanned, _cutoff) = (false, false, 0, default);

    /// <summary>
    /// Scans the next batch from the beginning. The first record that is young enough ends the scan, whatever follows: a clock that was
    /// wrong for a while may keep records for too long, but never deletes one too early.
    /// </summary>
    private bool Scan()
    {
        using var command = file.CreateCommand();
        command.CommandText =
            "SELECT max(sequence), min(CASE WHEN occurred_at_ms >= $before THEN sequence END) FROM (SELECT sequence, occurred_at_ms FROM journal WHERE sequence > $looked ORDER BY sequence LIMIT $most)";
        command.Parameters.AddWithValue("$before", _cutoff.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("$looked", _scanned);
        command.Parameters.AddWithValue("$most", ScanBatch);
        using var row = command.ExecuteReader();
        row.Read();
        if (row.IsDBNull(0))
        {
            return true; // the end of the journal: every record is old
        }

        _scanned = row.IsDBNull(1) ? row.GetInt64(0) : row.GetInt64(1) - 1;
        return !row.IsDBNull(1);
    }

    private int Delete()
    {
        using var command = file.CreateCommand();
        command.CommandText =
            "DELETE FROM journal WHERE sequence IN (SELECT sequence FROM journal WHERE sequence <= (SELECT cut FROM store_state WHERE epoch = $epoch) ORDER BY sequence LIMIT $most)";
        command.Parameters.AddWithValue("$epoch", epoch);
        command.Parameters.AddWithValue("$most", DeleteBatch);
        return command.ExecuteNonQuery();
    }
}
