namespace His.Server.Tests.Stage;

/// <summary>The one time-out of all plays. Long, because it only ever ends a play that has failed.</summary>
internal static class Patience
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    public static async Task<T> Wait<T>(Task<T> what, string forWhat)
    {
        try
        {
            return await what.WaitAsync(Most);
        }
        catch (TimeoutException tooLong)
        {
            throw new TimeoutException($"In vain waited for: {forWhat}", tooLong);
        }
    }

    public static Task Wait(Task what, string forWhat) => Wait(Done(what), forWhat);

    /// <summary>For what nobody tells: looks again and again.</summary>
    public static Task Until(Func<bool> condition, string forWhat) => Wait(
        Task.Run(async () =>
        {
            while (!condition())
            {
                await Task.Yield();
                Thread.Sleep(1); // not for a time to pass, but not to take the processor from those who are waited for
            }

            return true;
        }),
        forWhat);

    private static async Task<bool> Done(Task what)
    {
        await what;
        return true;
    }
}
