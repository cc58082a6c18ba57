namespace His.Platform.Asterisk.Ami;

/// <summary>A request that waits for its answer and, if the answer begins a list, for the end of the list.</summary>
internal sealed class AmiQuestion
{
    /// <summary>Items a list may have: a switch of thousands of legs and members stays far below.</summary>
    private const int MaxItems = 200_000;

    private readonly TaskCompletionSource<AmiReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<AmiMessage> _items = [];
    private AmiMessage? _response;

    public Task<AmiReply> Answer => _answer.Task;

    /// <summary>Called by the reader alone. False when the message is an event that only bears our ActionID.</summary>
    public bool Hear(AmiMessage message)
    {
        if (message.Event.Length == 0)
        {
            _response = message;
            if (!message["EventList"].Equals("start", StringComparison.OrdinalIgnoreCase)) Finish();
            return true;
        }

        if (_response is null) return false;
        if (message.Has("EventList")) Finish();
        else if (_items.Count < MaxItems) _items.Add(message);
        else Fail("a list without end");
        return true;
    }

    public void Fail(string why) => _answer.TrySetException(new AmiLinkLostException(why));

    private void Finish() => _answer.TrySetResult(new AmiReply(_response!, _items));
}
