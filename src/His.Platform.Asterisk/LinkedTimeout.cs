namespace His.Platform.Asterisk;

/// <summary>A token that is canceled after a time or with another token, whichever is first.</summary>
internal sealed class LinkedTimeout : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;

    public LinkedTimeout(TimeSpan limit, TimeProvider time, CancellationToken other)
    {
        _time = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, other);
    }

    public CancellationToken Token => _both.Token;

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }
}
