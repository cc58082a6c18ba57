namespace His.Testing.Asterisk;

/// <summary>The one time-out of these tests: long enough for any machine, and only ever used up by a test that fails.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>A token that ends with the patience.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Limit).Token;

    /// <summary>Waits until something outside is so; for what cannot tell by itself, such as the switch's own console.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var token = Token;
        while (!await isSo())
        {
            if (token.IsCancellationRequested) throw new TimeoutException($"never became true: {what}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
