using His.Journal;

namespace His.Tests;

/// <summary>The hash chain of the journal.</summary>
public class JournalChainTests
{
    [Fact]
    public void TheChain_BreaksAtAnyChange()
    {
        var entry = new JournalEntry
        {
            Sequence = 1,
            Epoch = 1,
            Time = DateTimeOffset.UnixEpoch,
            Action = "a",
            Session = "s",
            Agent = "1",
            RemoteAddress = "f",
            Channel = "c",
            Interaction = "i",
            Cause = "b",
            ReasonCode = "r",
            ReasonText = "t",
            Failure = "x",
            PreviousState = "y",
            NewState = "z",
            Duration = TimeSpan.FromSeconds(1),
            EventSequence = 7,
        };
        JournalEntry[] others =
        [
            entry with
            {
                Sequence = 2,
            },
            entry with
            {
                Epoch = 2,
            },
            entry with
            {
                Time = DateTimeOffset.UnixEpoch.AddMilliseconds(1),
            },
            entry with
            {
                Action = "b",
            },
            entry with
            {
                Session = null,
            },
            entry with
            {
                Agent = "",
            },
            entry with
            {
                RemoteAddress = "F",
            },
            entry with
            {
                Channel = "ci",
                Interaction = "",
            },
            entry with
            {
                Cause = null,
            },
            entry with
            {
                ReasonCode = "",
            },
            entry with
            {
                ReasonText = null,
            },
            entry with
            {
                Failure = null,
            },
            entry with
            {
                PreviousState = "z",
                NewState = "y",
            },
            entry with
            {
                Duration = null,
            },
            entry with
            {
                EventSequence = null,
            },
        ];
        var hashes = others.Append(entry).Select(it => Convert.ToHexString(JournalHashChain.Next(JournalHashChain.Start, it))).ToList();
        Assert.Equal(hashes.Count, hashes.Distinct().Count());
        Assert.NotEqual(
            JournalHashChain.Next(JournalHashChain.Start, entry),
            JournalHashChain.Next(JournalHashChain.Next(JournalHashChain.Start, entry), entry)
        );
    }

    [Fact]
    public void TheHashOfARecord_StaysTheSame_SoThatJournalsOfEarlierVersionsVerify()
    {
        var entry = new JournalEntry
        {
            Sequence = 7,
            Epoch = 2,
            Time = DateTimeOffset.UnixEpoch.AddMilliseconds(1_234_567),
            Action = "channel.event.notready",
            Session = "session-1",
            Agent = "1001",
            AgentName = "Zoë",
            Channel = "phone",
            Cause = "AgentRequest",
            ReasonText = "",
            PreviousState = "Ready",
            NewState = "NotReady",
            Duration = TimeSpan.FromMilliseconds(1500),
            EventSequence = 9,
        };
        Assert.Equal(
            "7301d5273e580e17221423798d7699b3f90ea0b0eb1b6c71fa6fbd46958cdf7e",
            Convert.ToHexStringLower(JournalHashChain.Next(JournalHashChain.Start, entry))
        );
    }
}
