using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Tests.Ami;

public sealed class AmiFrameTests
{
    /// <summary>Text as an attacker would write it: ordinary letters with every kind of line break and oddity between.</summary>
    private static readonly Arbitrary<string> Texts = Gen.OneOf(
            Gen.Elements(
                "\r",
                "\n",
                "\r\n",
                "\0",
                "\u007f",
                "\u0085",
                "\u2028",
                "\ud800",
                ":",
                ": ",
                "Action: Originate",
                "\U0001F600",
                "Обед",
                " "
            ),
            ArbMap.Default.ArbFor<string>().Generator.Select(text => text ?? ""),
            Gen.Choose(32, 126).Select(letter => ((char)letter).ToString())
        )
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    [Fact]
    public void AnyText_IsOneFieldOfOneMessage_OrIsRefused() =>
        Prop.ForAll(
                Texts,
                Texts,
                (reason, name) =>
                {
                    ReadOnlyMemory<byte> frame;
                    try
                    {
                        frame = AmiFrame
                            .Build(new AmiAction("QueuePause", new AmiField("Reason", reason), new AmiField("MemberName", name)), "his-1")
                            .Bytes;
                    }
                    catch (AmiFrameException)
                    {
                        return;
                    }

                    // Read as the switch reads: any LF ends a line, NUL ends a text.
                    var lines = Encoding.UTF8.GetString(frame.Span).Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
                    Assert.Equal(["Action: QueuePause", "ActionID: his-1", $"Reason: {reason}", $"MemberName: {name}", "", ""], lines);
                    Assert.False(frame.Span.Contains((byte)0));
                    Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, AmiFrame.MaxLineBytes));

                    // And as we read.
                    var buffer = new ReadOnlySequence<byte>(frame);
                    var parser = new AmiParser(new AmiMetrics());
                    Assert.True(parser.TryRead(ref buffer, out var message));
                    Assert.Equal(4, message.Fields.Count);
                    Assert.Equal(reason, message["Reason"]);
                    Assert.False(parser.TryRead(ref buffer, out _));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));

    [Theory]
    [InlineData("lunch\r\nAction: Originate")]
    [InlineData("lunch\nAction: Originate")]
    [InlineData("lunch\r")]
    [InlineData("lunch\0")]
    [InlineData("lunch\u007f")]
    [InlineData("lunch\t")]
    [InlineData("lunch\u0085")]
    [InlineData("lunch\u2028")]
    [InlineData("lunch\u2029")]
    public void AValueThatIsMoreThanALine_IsRefused(string value) =>
        Assert.Throws<AmiFrameException>(() => AmiFrame.Build(AmiAction.QueuePause("sales", "PJSIP/1001", paused: true, value), "his-1"));

    // An attribute could not carry it: half a surrogate pair is no text there either.
    [Fact]
    public void HalfALetter_IsRefused() => AValueThatIsMoreThanALine_IsRefused("lunch\ud83d");

    [Theory]
    [InlineData(992, true)]
    [InlineData(993, false)]
    public void ALine_HasAtMostAThousandBytes(int length, bool isSaid)
    {
        ReadOnlyMemory<byte> Build() =>
            AmiFrame.Build(AmiAction.QueuePause("sales", "PJSIP/1001", paused: true, new string('x', length)), "his-1").Bytes;

        if (isSaid)
        {
            Assert.False(Build().IsEmpty);
        }
        else
        {
            Assert.Throws<AmiFrameException>(() => Build());
        }
    }

    [Fact]
    public void LengthIsCounted_InBytes() =>
        Assert.Throws<AmiFrameException>(() =>
            AmiFrame.Build(AmiAction.QueuePause("sales", "PJSIP/1001", paused: true, new string('Щ', 600)), "his-1")
        );
}
