using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>Questions that were asked in one breath and wait together: who asked is woken once, when the last answer is there.</summary>
internal sealed class AmiBatch
{
    private readonly TaskCompletionSource<AmiReply[]> _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AmiReply[] _replies;
    private int _missing;

    public AmiBatch(int questions)
    {
        _replies = new AmiReply[questions];
        _missing = questions;
        Questions = [.. Enumerable.Range(0, questions).Select(number => new AmiPendingAction(this, number))];
    }

    /// <summary>What was asked, in its order.</summary>
    public IReadOnlyList<AmiPendingAction> Questions { get; }

    /// <summary>Nothing is waited for any more.</summary>
    public bool IsOver => _answers.Task.IsCompleted;

    /// <summary>The answers in the order of the questions. Giving up takes their place: nobody else waits for them.</summary>
    public async Task<AmiReply[]> AnswersAsync(CancellationToken cancellationToken)
    {
        await using var givenUp = cancellationToken.UnsafeRegister(static (me, token) => ((AmiBatch)me!)._answers.TrySetCanceled(token), this);
        return await _answers.Task;
    }

    /// <summary>Called by the reader alone, once for each question.</summary>
    public void Finish(int number, AmiReply reply)
    {
        _replies[number] = reply;
        if (--_missing == 0)
        {
            _answers.TrySetResult(_replies);
        }
    }

    public void Fail(string why) => _answers.TrySetException(new AmiLinkLostException(why));
}

/// <summary>A request that waits for its answer and, if the answer begins a list, for the end of the list.</summary>
internal sealed class AmiPendingAction(AmiBatch breath, int number)
{
    /// <summary>Items a list may have: a switch of thousands of legs and members stays far below.</summary>
    private const int MaxItems = 200_000;

    private readonly List<AmiMessage> _items = [];
    private AmiMessage? _response;
    private bool _isFinished;

    /// <summary>Called by the reader alone. False when the message is an event that only bears our ActionID.</summary>
    public bool Hear(AmiMessage message)
    {
        if (_isFinished || breath.IsOver)
        {
            return false; // OriginateResponse bears the ActionID of a question that is over
        }

        if (message.Event.Length == 0)
        {
            _response = message;
            if (!message["EventList"].Equals("start", StringComparison.OrdinalIgnoreCase))
            {
                Finish();
            }

            return true;
        }

        if (_response is null)
        {
            return false;
        }

        if (message.Has("EventList"))
        {
            Finish(message["ListItems"]);
        }
        else if (_items.Count < MaxItems)
        {
            _items.Add(message);
        }
        else
        {
            Fail("a list without end");
        }

        return true;
    }

    public void Fail(string why) => breath.Fail(why);

    private void Finish(string itemsSent = "")
    {
        _isFinished = true;
        var isWhole = !int.TryParse(itemsSent, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) || _items.Count >= sent;
        breath.Finish(number, new AmiReply(_response!, _items, isWhole));
    }
}
