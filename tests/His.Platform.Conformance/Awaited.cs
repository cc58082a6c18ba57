using Xunit;

namespace His.Platform.Conformance;

/// <summary>Waits for what a platform promises, and says in words what did not come.</summary>
internal static class Awaited
{
    /// <summary>The result of a call with a deadline; fails the test where there is none in time.</summary>
    /// <param name="act">The call; it gets the token that is its deadline.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="what">In words or in code, for whoever reads the failure.</param>
    public static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> act, TimeSpan patience, string what)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            return await act(deadline.Token).WaitAsync(patience + patience);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Assert.Fail($"No answer within {patience.TotalSeconds} s: {what}");
            throw;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The deadline of {patience.TotalSeconds} s is over, and the call has neither an answer nor been canceled: {what}");
            throw;
        }
    }

    /// <summary>Waits for something to happen; fails the test where it does not.</summary>
    public static async Task<T> AwaitAsync<T>(Task<T> expected, TimeSpan patience, string what)
    {
        await AwaitAsync((Task)expected, patience, what);
        return await expected;
    }

    /// <inheritdoc cref="AwaitAsync{T}"/>
    public static async Task AwaitAsync(Task expected, TimeSpan patience, string what)
    {
        try
        {
            await expected.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Not within {patience.TotalSeconds} s: {what}");
            throw;
        }
    }
}
