namespace His.Platform.Asterisk.Devices;

/// <summary>Numbers that HIS dials for one agent, from the command until the leg to the agent's own telephone begins.</summary>
internal sealed class PendingDials
{
    private readonly Dictionary<string, (string Number, TaskCompletionSource<bool> Begun)> _dials = new(StringComparer.Ordinal);

    /// <summary>Completes when the leg begins, or with false if there will be none.</summary>
    public Task<bool> Expect(string id, string number)
    {
        var begun = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _dials[id] = (number, begun);
        return begun.Task;
    }

    /// <summary>The leg begins; returns the number to be called, as far as this HIS knows it.</summary>
    public string Begin(string id)
    {
        if (!_dials.Remove(id, out var dial))
        {
            return "";
        }

        dial.Begun.TrySetResult(true);
        return dial.Number;
    }

    public void Fail(string id)
    {
        if (_dials.Remove(id, out var dial))
        {
            dial.Begun.TrySetResult(false);
        }
    }

    public void FailAll()
    {
        foreach (var id in _dials.Keys.ToArray())
        {
            Fail(id);
        }
    }
}
