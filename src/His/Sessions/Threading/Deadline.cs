using His.Sessions.Actor;

namespace His.Sessions.Threading;

/// <summary>A timeout, as a cancellation token; an outer token, if any, ends it earlier.</summary>
internal sealed class Deadline : IDisposable
{
    // A source owns a timer and a list of registrations; nearly every one ends without being canceled, and is reused.
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
#pragma warning disable RS0030 // It uses the clock that the source was created with.
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
    /// The only task that was given the token; <see langword="null"/> for none. Disposing of the deadline then does not cancel that task,
    /// and the deadline holds until the task has completed.
    /// </summary>
    public Task? Holder { get; set; }

    /// <summary>Ends the deadline: without a holder it cancels the token now; with one it is released when that task completes.</summary>
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
                static (_, me) => ((Deadline)me!).Rest(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
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
