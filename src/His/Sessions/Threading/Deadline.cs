using His.Sessions.Actor;

namespace His.Sessions.Threading;

/// <summary>A moment after which something is not waited for any more; within another one, if there is one.</summary>
internal sealed class Deadline : IDisposable
{
    // A source has a timer and a list of who is to be told; nearly every one comes to its end unused, and serves again.
    [ThreadStatic]
    private static (CancellationTokenSource Source, TimeProvider Time)? _spare;

    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;
    private readonly TimeProvider _time;

    public Deadline(TimeSpan span, TimeProvider time, CancellationToken within = default)
    {
        this._time = time;
        if (_spare is { } one && one.Time == time)
        {
            (_source, _spare) = (one.Source, null);
#pragma warning disable RS0030 // It goes by the clock that the source was made with.
            _source.CancelAfter(span);
#pragma warning restore RS0030
        }
        else
        {
            _source = new CancellationTokenSource(span, time);
        }

        _outer = within.UnsafeRegister(static inner => ((CancellationTokenSource)inner!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>
    /// Who was given the token, if it is one alone: what they do is then not broken off when nobody waits any more, and the deadline holds
    /// for them until they have come to their end.
    /// </summary>
    public Task? Holder { private get; set; }

    /// <summary>Nobody waits any more. Without a holder it ends now, and whoever has the token with it.</summary>
    public void Dispose()
    {
        if (Holder is null)
        {
            _outer.Dispose();
            _source.Cancel();
            _source.Dispose();
        }
        else if (Holder.IsCompleted)
        {
            Rest();
        }
        else
        {
            _ = Holder.ContinueWith(
                static (_, me) => ((Deadline)me!).Rest(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Rest()
    {
        _outer.Dispose();
        if (_source.TryReset())
        {
            _spare = (_source, _time);
        }
        else
        {
            _source.Dispose();
        }
    }
}
