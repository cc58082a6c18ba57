using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Reads messages out of bytes as they come. It never throws on what the switch sends and never holds more than one message's
/// limit: what it cannot use it counts and skips, and a message that was too long leaves an <see cref="AmiMessage.Gap"/>, because
/// an event may have been in it.
/// </summary>
internal sealed class AmiParser(AmiMetrics counters)
{
    /// <summary>Bytes a message may have. The longest that was seen is below 4 KB.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>Headers a message may have.</summary>
    public const int MaxFields = 512;

    private List<AmiField> _fields = [];
    private List<AmiField> _before = [];
    private long _bytes;
    private bool _skipsLine;
    private bool _spoiled;

    /// <summary>Takes the next message off the front of the buffer; what stays in the buffer is an unfinished line.</summary>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, [NotNullWhen(true)] out AmiMessage? message)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (_skipsLine)
            {
                _skipsLine = false;
            }
            else if (!IsBlank(line))
            {
                Take(line);
            }
            else if (TryFinish(out message))
            {
                return true;
            }
        }

        // What may become the blank line at the end of a message is not skipped, however long the message is.
        if (_skipsLine || (buffer.Length > 1 && _bytes + buffer.Length > MaxMessageBytes))
        {
            Spoil();
            _skipsLine = true;
            buffer = buffer.Slice(buffer.End);
        }

        message = null;
        return false;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line) => line.Length == 0 || (line.Length == 1 && line.FirstSpan[0] == '\r');

    private void Take(in ReadOnlySequence<byte> line)
    {
        _bytes += line.Length + 1;
        if (_bytes > MaxMessageBytes || _fields.Count >= MaxFields)
        {
            Spoil();
        }

        if (_spoiled)
        {
            return;
        }

        var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        bytes = bytes.TrimEnd((byte)'\r');
        var colon = bytes.IndexOf((byte)':');
        if (colon <= 0)
        {
            counters.HeaderWithoutColon();
            return;
        }

        // Bytes that are no UTF-8 become replacement characters: a wrong name is better than a lost event.
        var value = bytes[(colon + 1)..];
        if (value is [(byte)' ', ..])
        {
            value = value[1..];
        }
        // A list has thousands of rows with the same headers in the same order, and most of their values are those of the row before.
        var before = _fields.Count < _before.Count ? _before[_fields.Count] : default;
        _fields.Add(new AmiField(Text(bytes[..colon], before.Key), Text(value, before.Value)));
    }

    /// <summary>The text of these bytes; the one of before where it is the same, which then takes no memory a second time.</summary>
    private static string Text(ReadOnlySpan<byte> bytes, string? before) =>
        before is not null && Ascii.Equals(bytes, before) ? before : Encoding.UTF8.GetString(bytes);

    private bool TryFinish([NotNullWhen(true)] out AmiMessage? message)
    {
        message = _spoiled ? AmiMessage.Gap : _fields.Count > 0 ? new AmiMessage(_fields) : null;
        if (_fields.Count > 0)
        {
            _before = _fields;
        }

        _fields = new List<AmiField>(_before.Count);
        _bytes = 0;
        _spoiled = false;
        return message is not null;
    }

    private void Spoil()
    {
        if (_spoiled)
        {
            return;
        }

        _spoiled = true;
        _fields = [];
        counters.MessageTooLong();
    }
}
