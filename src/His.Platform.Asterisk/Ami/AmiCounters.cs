namespace His.Platform.Asterisk.Ami;

/// <summary>What the switch sent that could not be used. A healthy switch leaves all of it at zero.</summary>
internal sealed class AmiCounters
{
    private long _headersWithoutColon;
    private long _messagesTooLong;
    private long _unexpectedAnswers;
    private long _namelessMessages;

    public long HeadersWithoutColon => Interlocked.Read(ref _headersWithoutColon);

    /// <summary>Messages of too many bytes or headers.</summary>
    public long MessagesTooLong => Interlocked.Read(ref _messagesTooLong);

    /// <summary>Answers to questions that nobody asked, or that nobody waits for any more.</summary>
    public long UnexpectedAnswers => Interlocked.Read(ref _unexpectedAnswers);

    /// <summary>Messages that are neither an event with a name nor an answer.</summary>
    public long NamelessMessages => Interlocked.Read(ref _namelessMessages);

    public void HeaderWithoutColon() => Interlocked.Increment(ref _headersWithoutColon);

    public void MessageTooLong() => Interlocked.Increment(ref _messagesTooLong);

    public void UnexpectedAnswer() => Interlocked.Increment(ref _unexpectedAnswers);

    public void NamelessMessage() => Interlocked.Increment(ref _namelessMessages);
}
