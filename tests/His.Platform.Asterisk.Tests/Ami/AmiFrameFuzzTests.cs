using System.Globalization;
using System.Text;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>A million texts as strangers and attackers write them, in every field of every action.</summary>
public sealed class AmiFrameFuzzTests
{
    private const int Texts = 1_000_000;

    private static readonly string[] Payloads =
    [
        "lunch\r\nAction: Originate\r\nChannel: Local/1@x\r\n",
        "lunch\nAction: Originate",
        "lunch\rAction: Originate",
        "\r\n\r\n",
        "\n",
        "\n\n",
        "\r",
        "\0",
        "lunch\0",
        "\u2028Action: Originate",
        "\u2029",
        "\u0085",
        "\u007f",
        "\u001b[2J",
        "\t",
        "\u000b",
        "\ud800",
        "\udc00",
        "\udc00\ud800",
        "\uffff",
        "\ufeff",
        "\u202e",
        "PJSIP/100&PJSIP/9001234",
        ",",
        "|",
        ")",
        "${SHELL(id)}",
        "@",
        "/",
        ";",
        "a;b",
        "Action: Originate",
        "ActionID: his-2",
        "Event: Hold",
        "Response: Success",
        ":",
        ": ",
        " ",
        "  x  ",
        "",
        "true\r\nPaused: false",
        "\u010a\u010d",
        "\u560a",
        "%0d%0a",
        "\\r\\n",
        "\U0001F600",
        "Обед",
        "昼食",
    ];

    /// <summary>Every action there is, built with the same text in each place that is not a constant.</summary>
    private static readonly Func<string, AmiAction>[] Actions =
    [
        text => AmiAction.Login(text, "key"),
        text => AmiAction.Login("his", text),
        text => AmiAction.QueueAdd(text, "PJSIP/1", "Alice", "PJSIP/1", paused: true),
        text => AmiAction.QueueAdd("sales", text, "Alice", "PJSIP/1", paused: true),
        text => AmiAction.QueueAdd("sales", "PJSIP/1", text, "PJSIP/1", paused: false),
        text => AmiAction.QueueAdd("sales", "PJSIP/1", "Alice", text, paused: false),
        text => AmiAction.QueueRemove(text, "PJSIP/1"),
        text => AmiAction.QueueRemove("sales", text),
        text => AmiAction.QueuePause(text, "PJSIP/1", paused: true, "lunch"),
        text => AmiAction.QueuePause("sales", text, paused: true, "lunch"),
        text => AmiAction.QueuePause("sales", "PJSIP/1", paused: true, text),
        text => AmiAction.QueueStatus(text),
        text => AmiAction.QueueLog(text, "HISLOGOFF", "shift"),
        text => AmiAction.QueueLog("Alice", text, "shift"),
        text => AmiAction.QueueLog("Alice", "HISLOGOFF", text),
        text => AmiAction.DeviceState(text),
        text => AmiAction.ValidExten(text, "1002"),
        text => AmiAction.ValidExten("his-dial", text),
        text => AmiAction.Hangup(text, 16),
        text => AmiAction.Originate(text, "hisdials-1", "his-dial", "1002", TimeSpan.FromSeconds(30)),
        text => AmiAction.Originate("PJSIP/1", text, "his-dial", "1002", TimeSpan.FromSeconds(30)),
        text => AmiAction.Originate("PJSIP/1", "hisdials-1", text, "1002", TimeSpan.FromSeconds(30)),
        text => AmiAction.Originate("PJSIP/1", "hisdials-1", "his-dial", text, TimeSpan.FromSeconds(30)),
        text => AmiAction.Redirect(text, "his-calls", "hold"),
        text => AmiAction.Redirect("PJSIP/1-1", text, "hold"),
        text => AmiAction.Redirect("PJSIP/1-1", "his-calls", text),
        text => AmiAction.RedirectBoth(text, "hold", "PJSIP/2-1", "wait", "his-calls"),
        text => AmiAction.RedirectBoth("PJSIP/1-1", text, "PJSIP/2-1", "wait", "his-calls"),
        text => AmiAction.RedirectBoth("PJSIP/1-1", "hold", text, "wait", "his-calls"),
        text => AmiAction.RedirectBoth("PJSIP/1-1", "hold", "PJSIP/2-1", text, "his-calls"),
        text => AmiAction.RedirectBoth("PJSIP/1-1", "hold", "PJSIP/2-1", "wait", text),
        text => AmiAction.BlindTransfer(text, "his-dial", "1002"),
        text => AmiAction.BlindTransfer("PJSIP/1-1", text, "1002"),
        text => AmiAction.BlindTransfer("PJSIP/1-1", "his-dial", text),
        text => AmiAction.Bridge(text, "PJSIP/2-1"),
        text => AmiAction.Bridge("PJSIP/1-1", text),
        text => AmiAction.Setvar(text, "HIS_OTHER", "PJSIP/2-1"),
        text => AmiAction.Setvar("PJSIP/1-1", text, "PJSIP/2-1"),
        text => AmiAction.Setvar("PJSIP/1-1", "HIS_OTHER", text),
        text => AmiAction.PlayDtmf(text, '1'),
        text => AmiAction.NotifyTalk(text),
    ];

    [Fact]
    public void AnyText_InAnyField_IsThatFieldOfOneMessage_OrIsRefused()
    {
        var seed = Environment.TickCount;
        var chance = new Random(seed);
        var (said, refused) = (0, 0);
        for (var i = 0; i < Texts; i++)
        {
            var text = Text(chance);
            var action = Actions[i % Actions.Length](text);
            try
            {
                var frame = AmiFrame.Build(action, "his-1").Bytes.Span;
                if (!IsJust(frame, action))
                {
                    Assert.Fail(
                        $"seed {seed}, text {i}: {action.Name} with \"{Escaped(text)}\" was sent as {Escaped(Encoding.UTF8.GetString(frame))}"
                    );
                }

                said++;
            }
            catch (AmiFrameException)
            {
                if (IsHarmless(text))
                {
                    Assert.Fail($"seed {seed}, text {i}: {action.Name} refused the harmless \"{Escaped(text)}\"");
                }

                refused++;
            }
        }

        // A test that refuses all, or nothing, would prove nothing.
        Assert.InRange(said, Texts / 5, Texts);
        Assert.InRange(refused, Texts / 5, Texts);
    }

    [Fact]
    public void EveryActionWithAField_IsAmongThem()
    {
        var built = Actions.Select(action => action("x").Name).Distinct(StringComparer.Ordinal);
        var all = typeof(AmiAction)
            .GetMethods(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
            .Where(method =>
                method.ReturnType == typeof(AmiAction) && method.GetParameters().Any(parameter => parameter.ParameterType == typeof(string))
            )
            .Select(method =>
                method.Name switch
                {
                    "DeviceState" or "ValidExten" => "Getvar",
                    "RedirectBoth" => "Redirect",
                    "PlayDtmf" => "PlayDTMF",
                    "NotifyTalk" => "PJSIPNotify",
                    var name => name,
                }
            )
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(all.Order(), built.Order());
    }

    [Fact]
    public void NobodyElse_WritesToTheSwitch()
    {
        var source = Path.Combine(Scripts.Folder, "../../src/His.Platform.Asterisk");
        var writers = Directory
            .EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select(line => (File: Path.GetFileName(file), Line: line.Trim())))
            .Where(at =>
                at.Line.Contains("tream.Write", StringComparison.Ordinal)
                || at.Line.Contains(".Send(", StringComparison.Ordinal)
                || at.Line.Contains("ocket.SendAsync(", StringComparison.Ordinal)
                || at.Line.Contains("StreamWriter", StringComparison.Ordinal)
                || at.Line.Contains("PipeWriter", StringComparison.Ordinal)
            )
            .ToArray();

        Assert.Equal(
            ("AmiConnection.cs", "await _stream.WriteAsync(AmiFrame.Join(frames)).ConfigureAwait(false);"),
            Assert.Single(writers)
        );
        Assert.All(typeof(AmiFrame).GetConstructors(), _ => Assert.Fail("anybody can make a frame"));
    }

    /// <summary>
    /// Reads as the switch does, and shares no line with what HIS reads with: LF ends a line, a CR before it belongs to the end, NUL
    /// ends a text, an empty line ends the message, blanks before a value are skipped.
    /// </summary>
    private static bool IsJust(ReadOnlySpan<byte> frame, AmiAction action)
    {
        for (var field = -2; field < action.Fields.Length; field++)
        {
            var (key, value) = field switch
            {
                -2 => ("Action", action.Name),
                -1 => ("ActionID", "his-1"),
                _ => (action.Fields[field].Key, action.Fields[field].Value),
            };
            var end = frame.IndexOf((byte)'\n');
            if (end is < 1 or > 1_022)
            {
                return false;
            }

            var line = frame[..end];
            frame = frame[(end + 1)..];
            if (line[^1] == '\r')
            {
                line = line[..^1];
            }

            if (line.IndexOfAnyInRange((byte)0, (byte)31) >= 0 || line.Contains((byte)127))
            {
                return false;
            }

            var colon = line.IndexOf((byte)':');
            if (colon < 0 || !line[..colon].SequenceEqual(Encoding.ASCII.GetBytes(key)))
            {
                return false;
            }

            if (Encoding.UTF8.GetString(line[(colon + 1)..].TrimStart((byte)' ')) != value.TrimStart(' '))
            {
                return false;
            }
        }

        return frame.SequenceEqual("\r\n"u8);
    }

    private static bool IsHarmless(string text) =>
        text.Length < 300
        && text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029));

    private static string Text(Random chance)
    {
        switch (chance.Next(6))
        {
            case 0:
                return Payloads[chance.Next(Payloads.Length)];
            case 1:
                return string.Create(chance.Next(1, 24), chance, static (to, chance) => Fill(to, chance, 0, 0x10000));
            case 2:
                return string.Create(chance.Next(1, 24), chance, static (to, chance) => Fill(to, chance, 0, 0x100));
            case 3:
                return string.Create(chance.Next(1, 60), chance, static (to, chance) => Fill(to, chance, 0x20, 0x7F));
            case 4:
                return Payloads[chance.Next(Payloads.Length)]
                    + Payloads[chance.Next(Payloads.Length)]
                    + Payloads[chance.Next(Payloads.Length)];
            default:
                return chance.Next(40) > 0
                    ? string.Create(chance.Next(1, 16), chance, static (to, chance) => Fill(to, chance, 0x400, 0x460))
                    : new string((char)chance.Next(0x20, 0x500), chance.Next(300, 3_000));
        }
    }

    private static void Fill(Span<char> to, Random chance, int from, int until)
    {
        foreach (ref var letter in to)
        {
            letter = (char)chance.Next(from, until);
        }
    }

    private static string Escaped(string text) =>
        string.Concat(
            text.Select(letter =>
                letter is >= ' ' and <= '~' ? letter.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")
            )
        );
}
