using His.Sessions.Actor;

namespace His.Sessions.Threading;

/// <summary>A moment after which something is not waited for any more; within another one, if there is one.</summary>
internal sealed class Deadline : IDisposable
{
    // A source has a timer and a list of who is to be told; nearly every one comes to its end unused, and serves again.
    [ThreadStatic]
    private static (CancellationTokenSource Source, TimeProvider Time)? spare;

    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration outer;
    private readonly TimeProvider time;

    public Deadline(TimeSpan span, TimeProvider time, CancellationToken within = default)
    {
        this.time = time;
        if (spare is { } one && one.Time == time)
        {
            (source, spare) = (one.Source, null);
#pragma warning disable RS0030 // It goes by the clock that the source was made with.
            source.CancelAfter(span);
#pragma warning restore RS0030
        }
        else
        {
            source = new CancellationTokenSource(span, time);
        }

        outer = within.UnsafeRegister(static inner => ((CancellationTokenSource)inner!).Cancel(), source);
    }

    public CancellationToken Token => source.Token;

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
            outer.Dispose();
            source.Cancel();
            source.Dispose();
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
        outer.Dispose();
        if (source.TryReset())
        {
            spare = (source, time);
        }
        else
        {
            source.Dispose();
        }
    }
}
