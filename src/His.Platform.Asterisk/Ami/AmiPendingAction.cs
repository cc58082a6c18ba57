using System.Globalization;

namespace His.Platform.Asterisk.Ami;

/// <summary>A batch of AMI actions; completes when the last response arrives.</summary>
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

    /// <summary>The actions, in the order of the batch.</summary>
    public IReadOnlyList<AmiPendingAction> Questions { get; }

    /// <summary>Whether the batch has completed, failed or been canceled.</summary>
    public bool IsOver => _answers.Task.IsCompleted;

    /// <summary>The responses, in the order of the actions. Cancellation ends the batch, because there is only one waiter.</summary>
    public async Task<AmiReply[]> AnswersAsync(CancellationToken cancellationToken)
    {
        await using var givenUp = cancellationToken.UnsafeRegister(
            static (me, token) => ((AmiBatch)me!)._answers.TrySetCanceled(token),
            this
        );
        return await _answers.Task;
    }

    /// <summary>Called by the reader alone, once for each action.</summary>
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

/// <summary>An action that waits for its response and, if the response begins a list, for the end of the list.</summary>
internal sealed class AmiPendingAction(AmiBatch breath, int number)
{
    /// <summary>The most items in a list; a switch with thousands of legs and members stays far below.</summary>
    private const int MaxItems = 200_000;

    private readonly List<AmiMessage> _items = [];
    private AmiMessage? _response;
    private bool _isFinished;

    /// <summary>Called by the reader alone. False if the message is an event that only bears our ActionID.</summary>
    public bool Hear(AmiMessage message)
    {
        if (_isFinished || breath.IsOver)
        {
            return false; // OriginateResponse bears the ActionID of an action that has completed
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
            Fail("a list did not end");
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
