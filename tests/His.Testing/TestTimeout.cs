using System.Diagnostics;

namespace His.Testing;

/// <summary>The one time-out of all tests that wait for something real. Long, because only a test that fails ever uses it up.</summary>
public static class TestTimeout
{
    /// <summary>60 seconds: enough for any machine, however busy.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A new token that is cancelled after the time-out.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;

    /// <summary>Waits for a task; a <see cref="TimeoutException"/> names what never came.</summary>
    public static Task<T> Wait<T>(Task<T> what, string forWhat) => Wait(what, forWhat, Limit);

    /// <summary>Waits for a task; a <see cref="TimeoutException"/> names what never came.</summary>
    public static Task Wait(Task what, string forWhat) => Wait(Done(what), forWhat, Limit);

    /// <summary>The same with another time-out.</summary>
    public static Task Wait(Task what, string forWhat, TimeSpan limit) => Wait(Done(what), forWhat, limit);

    /// <summary>Polls a condition that nothing announces. After the time-out it is not evaluated again: what it reads may be gone by then.</summary>
    public static Task Until(Func<bool> condition, string forWhat) => Until(condition, forWhat, Limit);

    /// <summary>The same with another time-out.</summary>
    public static Task Until(Func<bool> condition, string forWhat, TimeSpan limit) =>
        Task.Run(async () =>
        {
            var waited = Stopwatch.StartNew();
            while (!condition())
            {
                if (waited.Elapsed > limit)
                {
                    throw new TimeoutException($"In vain waited for: {forWhat}");
                }

                await Task.Yield();
                Thread.Sleep(1); // not for a time to pass, but to leave the processor to the others
            }
        });

    /// <summary>Polls a condition that takes its time to evaluate, such as an answer of the switch's console.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string forWhat)
    {
        var token = Token;
        while (!await condition().ConfigureAwait(false))
        {
            if (token.IsCancellationRequested)
            {
                throw new TimeoutException($"In vain waited for: {forWhat}");
            }

            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<T> Wait<T>(Task<T> what, string forWhat, TimeSpan limit)
    {
        try
        {
            return await what.WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException tooLong)
        {
            throw new TimeoutException($"In vain waited for: {forWhat}", tooLong);
        }
    }

    private static async Task<bool> Done(Task what)
    {
        await what.ConfigureAwait(false);
        return true;
    }
}
