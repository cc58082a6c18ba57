using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Devices;

namespace His.Platform.Asterisk.Tests;

/// <summary>Who asks for the long list gets one that was begun after they asked, and shares it.</summary>
public sealed class SharedListTests
{
    private static readonly AmiConnection Link = null!; // only ever compared

    private readonly List<TaskCompletionSource<int>> _begun = [];
    private readonly SharedList<int> _list;

    public SharedListTests() =>
        _list = new SharedList<int>(_ =>
        {
            _begun.Add(new TaskCompletionSource<int>());
            return _begun[^1].Task;
        });

    [Fact]
    public async Task WhoComesWhileAListIsRead_GetsTheNext_AndSharesIt()
    {
        var first = AskAsync();
        var second = AskAsync();
        var third = AskAsync();
        Assert.Single(_begun);

        _begun[0].SetResult(1);
        Assert.Equal(1, await first);
        await TestTimeout.UntilAsync(() => Task.FromResult(_begun.Count == 2), "the next list");
        Assert.False(second.IsCompleted);
        _begun[1].SetResult(2);

        Assert.Equal((2, 2), (await second, await third));
    }

    [Fact]
    public async Task WhoComesWhenNoneIsRead_BeginsOne()
    {
        var first = AskAsync();
        _begun[0].SetResult(1);
        await first;

        var second = AskAsync();

        Assert.Equal(2, _begun.Count);
        _begun[1].SetResult(2);
        Assert.Equal(2, await second);
    }

    [Fact]
    public async Task WhoStopsWaiting_StopsNobodyElse()
    {
        using var deadline = new CancellationTokenSource();
        var first = AskAsync();
        var impatient = _list.ReadAsync(Link, deadline.Token);
        var patient = AskAsync();

        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _begun[0].SetResult(1);
        await first;
        await TestTimeout.UntilAsync(() => Task.FromResult(_begun.Count == 2), "the next list");
        _begun[1].SetResult(2);

        Assert.Equal(2, await patient);
    }

    [Fact]
    public async Task AListThatFails_FailsOnlyThoseWhoWaitForIt()
    {
        var first = AskAsync();
        var second = AskAsync();

        _begun[0].SetException(new AmiLinkLostException("gone"));
        await Assert.ThrowsAsync<AmiLinkLostException>(() => first);
        await TestTimeout.UntilAsync(() => Task.FromResult(_begun.Count == 2), "the next list");
        _begun[1].SetResult(2);

        Assert.Equal(2, await second);
    }

    private Task<int> AskAsync() => _list.ReadAsync(Link, TestTimeout.Token);
}
