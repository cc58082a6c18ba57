using Xunit;

namespace His.Platform.Conformance;

/// <summary>Waits for what a platform must do, and fails with a description of what is missing.</summary>
internal static class Awaited
{
    /// <summary>The result of a call with a deadline; fails the test if there is none in time.</summary>
    /// <param name="act">The call; its token is the deadline.</param>
    /// <param name="patience">The timeout.</param>
    /// <param name="what">A description for the failure message, in words or in code.</param>
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

    /// <summary>Waits for a task; fails the test if it does not complete in time.</summary>
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
