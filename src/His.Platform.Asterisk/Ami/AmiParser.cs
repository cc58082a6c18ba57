using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// Parses messages from bytes as they arrive. It never throws on input of the switch and never holds more than one message's limit:
/// unusable input is counted and skipped, and a message that was too long leaves an <see cref="AmiMessage.Gap"/>, because it may have been
/// an event.
/// </summary>
internal sealed class AmiParser(AmiMetrics counters)
{
    /// <summary>The most bytes in a message. The longest seen is below 4 KB.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>The most headers in a message.</summary>
    public const int MaxFields = 512;

    private List<AmiField> _fields = [];
    private List<AmiField> _before = [];
    private long _bytes;
    private bool _skipsLine;
    private bool _spoiled;

    /// <summary>Takes the next message off the front of the buffer; an unfinished line stays in the buffer.</summary>
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

        // A possible blank line at the end of a message is not skipped, however long the message is.
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

        // Invalid UTF-8 becomes replacement characters: a wrong name is better than a lost event.
        var value = bytes[(colon + 1)..];
        if (value is [(byte)' ', ..])
        {
            value = value[1..];
        }
        // A list has thousands of rows with the same headers in the same order, and most values repeat those of the row before.
        var before = _fields.Count < _before.Count ? _before[_fields.Count] : default;
        _fields.Add(new AmiField(Text(bytes[..colon], before.Key), Text(value, before.Value)));
    }

    /// <summary>The text of these bytes; the previous string if it is equal, which saves the allocation.</summary>
    private static string Text(ReadOnlySpan<byte> bytes, string? before) =>
        before is not null && Ascii.Equals(bytes, before) ? before : Encoding.UTF8.GetString(bytes);

    private bool TryFinish([NotNullWhen(true)] out AmiMessage? message)
    {
        message =
            _spoiled ? AmiMessage.Gap
            : _fields.Count > 0 ? new AmiMessage(_fields)
            : null;
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
