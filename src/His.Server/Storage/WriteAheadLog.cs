using System.Buffers.Binary;

namespace His.Server.Storage;

/// <summary>
/// Checks the write-ahead log before SQLite opens it. SQLite continues from the last intact record before a damaged one. That is right at
/// the end of the log, where a power loss tore a write; in the middle it would silently drop durable writes. The format:
/// https://www.sqlite.org/fileformat2.html#walformat
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377f0682; // one more for checksums over big-endian words

    /// <summary>Verifies the checksums of all frames of the log.</summary>
    /// <exception cref="StoreException">The log is damaged in the middle.</exception>
    public static void Check(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20);
        var header = new byte[HeaderBytes];
        if (log.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
        {
            return; // torn before it had any content
        }

        var isBig = (Read(header, 0) & 1) == 1;
        var sum = Sum(header.AsSpan(0, 24), (0, 0), isBig);
        var isHeaderWhole = (Read(header, 0) & ~1u) == Magic && sum == (Read(header, 24), Read(header, 28));
        var isWhole = isHeaderWhole;
        var commitsBehind = 0;
        byte[]? salts = isHeaderWhole ? header[16..24] : null;
        foreach (var frame in Frames(log, header))
        {
            salts ??= frame[8..16];
            var isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(salts); // an older log with other salts may follow
            if (isWhole)
            {
                sum = Sum(frame.AsSpan(FrameHeaderBytes), Sum(frame.AsSpan(0, 8), sum, isBig), isBig);
                isWhole = isOfThisLog && sum == (Read(frame, 16), Read(frame, 20));
            }
            else if (isOfThisLog && Read(frame, 4) != 0)
            {
                commitsBehind++;
            }
        }

        // Any part of the last commit may be missing. Another commit after the damage proves that the damaged one was on the disk once.
        if (commitsBehind > 1)
        {
            throw new StoreException(
                $"{path} is damaged in the middle: {commitsBehind} later commits would be lost. HIS does not use it. "
                    + "Restore a backup of the folder, or move this file away to continue with the state before it."
            );
        }
    }

    private static IEnumerable<byte[]> Frames(FileStream log, byte[] header)
    {
        var pageBytes = (int)Read(header, 8);
        if (pageBytes is < 512 or > 65536)
        {
            yield break;
        }

        while (true)
        {
            var frame = new byte[FrameHeaderBytes + pageBytes];
            if (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            {
                yield break;
            }

            yield return frame;
        }
    }

    private static uint Read(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    private static (uint, uint) Sum(ReadOnlySpan<byte> bytes, (uint A, uint B) sum, bool isBig)
    {
        unchecked
        {
            for (var i = 0; i < bytes.Length; i += 8)
            {
                sum.A += Word(bytes, i, isBig) + sum.B;
                sum.B += Word(bytes, i + 4, isBig) + sum.A;
            }
        }

        return sum;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int at, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
