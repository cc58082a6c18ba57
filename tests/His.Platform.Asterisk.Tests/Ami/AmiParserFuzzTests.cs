using System.Buffers;
using System.Text;
using His.Platform.Asterisk.Ami;
using His.Testing;

namespace His.Platform.Asterisk.Tests.Ami;

/// <summary>What a switch says, damaged in a million ways.</summary>
public sealed class AmiParserFuzzTests
{
    private const int Messages = 1_000_000;

    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            "Response: Success\r\nActionID: his-1\r\nPing: Pong\r\nTimestamp: 1795340900.786264\r\n\r\n",
            "Response: Error\r\nMessage: Failed to parse message: line too long\r\n\r\n",
            "Response: Success\r\nActionID: his-2\r\nEventList: start\r\nMessage: Queue status will follow\r\n\r\n",
            "Event: QueueMember\r\nQueue: sales\r\nName: Иванов Иван\r\nLocation: PJSIP/agent1001\r\nPaused: 1\r\nPausedReason: Обед\r\nActionID: his-2\r\n\r\n",
            "Event: QueueStatusComplete\r\nActionID: his-2\r\nEventList: Complete\r\nListItems: 2\r\n\r\n",
            "Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/1001-00000001\r\nChannelState: 4\r\nCallerIDName: <unknown>\r\nExten: 600\r\nUniqueid: 1795340900.7\r\n\r\n",
            "Event: QueueMemberPause\r\nQueue: sales\r\nMemberName: Alice\r\nInterface: PJSIP/1001\r\nLastPause: 1795537465\r\nPaused: 1\r\nPausedReason: Event: Hangup\r\n\r\n",
            "Event: Hangup\r\nChannel: PJSIP/1001-00000001\r\nUniqueid: 1795340900.7\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n",
            "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\nUptime: 1\r\nLastreload: 1\r\n\r\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void WhateverComes_TheReaderLives_InBoundedMemory_AndReadsWhatComesAfter()
    {
        var budget = new FuzzBudget(Messages);
        var seed = budget.Seed;
        var chance = new Random(seed);
        var parser = new AmiParser(new AmiMetrics());
        var (coming, rest) = (new List<byte>(), new List<byte>());
        try
        {
            for (var i = 0L; budget.IsLeft(i); i++)
            {
                coming.AddRange(Damaged(chance));
                // Every so often the switch is well again: whatever was before, this one is heard.
                var isWell = i % 100 == 0;
                if (isWell)
                {
                    coming.AddRange("\n\nEvent: Well\r\nChannel: a\r\n\r\n"u8);
                }
                // It comes in pieces of any size.
                var piece = isWell ? coming.Count : chance.Next(coming.Count + 1);
                rest.AddRange(coming.GetRange(0, piece));
                coming.RemoveRange(0, piece);
                var last = Read(parser, rest);
                if (isWell && last?.Event is not "Well")
                {
                    Assert.Fail($"seed {seed}, message {i}: the well message was not heard but {last}");
                }

                if (rest.Count > AmiParser.MaxMessageBytes)
                {
                    Assert.Fail($"seed {seed}, message {i}: {rest.Count} bytes are kept");
                }
            }
        }
        catch (Exception error) when (error is not Xunit.Sdk.FailException)
        {
            Assert.Fail($"seed {seed}: {error}");
        }
    }

    [Fact]
    public void ALineWithoutEnd_IsNotKept_WhileItComes()
    {
        var parser = new AmiParser(new AmiMetrics());
        List<byte> rest = [.. "Event: Hold\r\nChannel: "u8];
        for (var i = 0; i < 5 * 1024; i++)
        {
            rest.AddRange(Enumerable.Repeat((byte)'x', 1024));
            Assert.Null(Read(parser, rest));
            Assert.InRange(rest.Count, 0, AmiParser.MaxMessageBytes);
        }

        rest.AddRange("\r\n\r\n"u8);
        Assert.Same(AmiMessage.Gap, Read(parser, rest));
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("\r\nB: c\r\n\r\n")]
    public void AfterAMessageThatIsTooLong_TheNextIsHeard_WhereverItIsCut(string end)
    {
        var (body, after) = ("Event: x\r\nA: " + new string('x', AmiParser.MaxMessageBytes), end + "Event: Well\r\n\r\n");
        for (var cut = 0; cut <= after.Length; cut++)
        {
            var parser = new AmiParser(new AmiMetrics());
            List<byte> rest = [.. Encoding.ASCII.GetBytes(body + after[..cut])];
            var first = Read(parser, rest);
            rest.AddRange(Encoding.ASCII.GetBytes(after[cut..]));
            Assert.Equal("Well", (Read(parser, rest) ?? first)?.Event);
        }
    }

    [Fact]
    public void AFakeEvent_InAValue_IsAValue()
    {
        var message = Read(
            new AmiParser(new AmiMetrics()),
            [.. "Event: Newchannel\r\nCallerIDName: Event: Hangup\r\nConnectedLineName: \rEvent: Hangup\r\n\r\n"u8]
        );

        Assert.Equal(("Newchannel", "Event: Hangup", 3), (message!.Event, message["CallerIDName"], message.Fields.Count));
    }

    private static AmiMessage? Read(AmiParser parser, List<byte> rest)
    {
        var buffer = new ReadOnlySequence<byte>(rest.ToArray());
        AmiMessage? last = null;
        while (parser.TryRead(ref buffer, out var message))
        {
            last = message;
            _ = (message.Event, message["ActionID"], message.ToString());
            Assert.InRange(message.Fields.Count, 0, AmiParser.MaxFields);
        }

        rest.RemoveRange(0, rest.Count - (int)buffer.Length);
        return last;
    }

    private static byte[] Damaged(Random chance)
    {
        var bytes = Samples[chance.Next(Samples.Length)].ToList();
        for (var damages = chance.Next(4); damages > 0; damages--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(7))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, chance.Next(bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, "\r\n\r\n"u8[..chance.Next(1, 5)]);
                    break;
                case 3:
                    bytes.InsertRange(at, Samples[chance.Next(Samples.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, chance.Next(bytes.Count - at)).ToArray());
                    break;
                case 5 when chance.Next(200) == 0:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)'x', chance.Next(200_000)));
                    break;
                case 6 when chance.Next(200) == 0:
                    bytes.InsertRange(at, Enumerable.Repeat("A: b\r\n"u8.ToArray(), chance.Next(2_000)).SelectMany(line => line));
                    break;
                default:
                    bytes.Insert(at, 0);
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
