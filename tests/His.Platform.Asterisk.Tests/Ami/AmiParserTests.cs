using System.Buffers;
using System.Text;
using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Tests.Ami;

public sealed class AmiParserTests
{
    private const string Row = "Event: QueueMember\r\nQueue: sales\r\nName: {0}\r\nMembership: dynamic\r\n\r\n";

    [Fact]
    public void ARowOfAList_SharesWhatIsAsInTheRowBefore()
    {
        var read = Read(string.Format(null, CompositeFormat.Parse(Row), "Alice") + string.Format(null, CompositeFormat.Parse(Row), "Bob"));

        Assert.Equal(["Alice", "Bob"], read.Select(row => row["Name"]));
        foreach (var (first, second) in read[0].Fields.Zip(read[1].Fields))
        {
            Assert.Same(first.Key, second.Key);
            if (first.Key != "Name")
            {
                Assert.Same(first.Value, second.Value);
            }
        }
    }

    [Theory]
    [InlineData("Event: A\nX: 1\nY: 2\n\n", "Event: A\nY: 2\n\n", "Event=A Y=2")]
    [InlineData("Event: A\n\n", "Event: A\nX: 1\nY: 2\n\n", "Event=A X=1 Y=2")]
    [InlineData("Event: A\nX: 1\n\n", "Event: A\nX: \n\n", "Event=A X=")]
    [InlineData("Event: A\nX: 1\n\n", "Event: A\nX: 11\n\n", "Event=A X=11")]
    [InlineData("Event: A\nX: \u00fc\n\n", "Event: A\nX: \u00fc\n\n", "Event=A X=\u00fc")]
    [InlineData("Event: A\nX: \u00fc\n\n", "Event: A\nX: \u00e4\n\n", "Event=A X=\u00e4")]
    [InlineData("Event: A\nevent: a\n\n", "Event: a\nEvent: A\n\n", "Event=a Event=A")]
    public void AMessageIsReadAsItIs_WhateverCameBefore(string before, string message, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(before + message)[^1].Fields.Select(field => $"{field.Key}={field.Value}")));

    private static List<AmiMessage> Read(string said)
    {
        var parser = new AmiParser(new AmiMetrics());
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(said));
        var read = new List<AmiMessage>();
        while (parser.TryRead(ref buffer, out var message))
        {
            read.Add(message);
        }

        return read;
    }
}
