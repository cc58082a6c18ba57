using System.Globalization;
using System.Text;

namespace His.Simulation;

/// <summary>
/// What happened in a run, in order: as lines for people, or only as a number that two runs have in common exactly if their lines
/// would be the same.
/// </summary>
internal sealed class Trace(bool isWritten, VirtualClock clock, Action<string>? tell = null)
{
    private readonly StringBuilder _lines = new();
    private ulong _hash = 0xCBF29CE484222325UL;

    public bool IsWritten { get; } = isWritten;

    public ulong Hash => _hash;

    public string Text => _lines.ToString();

    /// <summary>Something happened, told by its kind and two numbers; the words are only made where somebody reads them.</summary>
    public void Add(char kind, int first, int second = 0)
    {
        Mix(kind);
        Mix((ulong)clock.Now);
        Mix((ulong)(uint)first << 32 | (uint)second);
    }

    /// <summary>A message.</summary>
    public void Add(char kind, int link, ReadOnlySpan<byte> message)
    {
        Add(kind, link, message.Length);
        for (; message.Length >= 8; message = message[8..])
        {
            Mix(BitConverter.ToUInt64(message));
        }

        foreach (var letter in message)
        {
            Mix(letter);
        }
    }

    public void Write(string line)
    {
        if (IsWritten)
        {
            var told = string.Create(CultureInfo.InvariantCulture, $"{TimeSpan.FromTicks(clock.Now).TotalSeconds, 9:0.000}  {line}");
            _lines.AppendLine(told);
            tell?.Invoke(told); // at once, for a run that never ends
        }
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * 0x100000001B3UL ^ (_hash >> 29);
}
