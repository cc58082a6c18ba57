using System.Diagnostics;

namespace His.Server.Tests.Stage;

/// <summary>The one time-out of all plays. Long, because it only ever ends a play that has failed.</summary>
internal static class Patience
{
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public static Task<T> Wait<T>(Task<T> what, string forWhat) => Wait(what, forWhat, Most);

    public static Task Wait(Task what, string forWhat) => Wait(Done(what), forWhat, Most);

    /// <summary>With a patience of its own.</summary>
    public static Task Wait(Task what, string forWhat, TimeSpan most) => Wait(Done(what), forWhat, most);

    private static async Task<T> Wait<T>(Task<T> what, string forWhat, TimeSpan most)
    {
        try
        {
            return await what.WaitAsync(most);
        }
        catch (TimeoutException tooLong)
        {
            throw new TimeoutException($"In vain waited for: {forWhat}", tooLong);
        }
    }

    /// <summary>For what nobody tells: looks again and again. When it gives up it looks no more, at nothing that is cleaned up by then.</summary>
    public static Task Until(Func<bool> condition, string forWhat) => Until(condition, forWhat, Most);

    /// <summary>The same with a patience of its own.</summary>
    public static Task Until(Func<bool> condition, string forWhat, TimeSpan most) => Task.Run(async () =>
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > most)
            {
                throw new TimeoutException($"In vain waited for: {forWhat}");
            }

            await Task.Yield();
            Thread.Sleep(1); // not for a time to pass, but not to take the processor from those who are waited for
        }
    });

    private static async Task<bool> Done(Task what)
    {
        await what;
        return true;
    }
}
