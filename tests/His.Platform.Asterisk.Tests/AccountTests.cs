using His.Platform.Asterisk.Tests.Switch;
using Microsoft.Extensions.Logging;

namespace His.Platform.Asterisk.Tests;

/// <summary>What the accounts of HIS may do, and what HIS says of it.</summary>
public sealed class AccountTests(AsteriskSwitch atSwitch) : IClassFixture<AsteriskSwitch>
{
    private readonly Logbook _log = new();

    [Fact]
    public async Task TheLeastAccount_IsEnough_AndNothingIsSaid()
    {
        await using var platform = await PlatformAsync("his");

        Assert.True(platform.IsAvailable);
        Assert.Empty(_log.At(LogLevel.Warning).Concat(_log.At(LogLevel.Error)));
    }

    [Fact]
    public async Task AnAccountThatHearsSystemEvents_WorksToo()
    {
        await using var platform = await PlatformAsync("his-hears-system");

        Assert.True(platform.IsAvailable);
        Assert.Empty(_log.At(LogLevel.Warning));
    }

    [Fact]
    public async Task AnAccountThatMayDoMore_IsWarnedOf_OncePerLink()
    {
        await using var platform = await PlatformAsync("his-mighty");

        Assert.True(platform.IsAvailable);
        var warning = Assert.Single(_log.At(LogLevel.Warning));
        foreach (var privilege in new[] { "command", "config", "originate", "system", "user" })
        {
            Assert.Contains(privilege, warning, StringComparison.Ordinal);
        }

        foreach (var needed in new[] { "agent", "call", "reporting" })
        {
            Assert.DoesNotContain($" {needed}", warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnAccountThatLacksSomething_IsAnError_ThatNamesIt()
    {
        await using var platform = await PlatformAsync("his-looks");

        var error = Assert.Single(_log.At(LogLevel.Error));
        Assert.Contains("QueueAdd, QueuePause, QueueRemove, QueueLog, Hangup", error, StringComparison.Ordinal);
        Assert.DoesNotContain("CoreShowChannels", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccountThatLacksWhatOnlyCallsNeed_IsWarnedOf()
    {
        await using var platform = await atSwitch.PlatformAsync(
            options => AlicesDay.WithCalls(options) with { Username = "his" },
            logger: _log
        );

        Assert.Contains("lacks Originate, so agents are not offered", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Empty(_log.At(LogLevel.Error));
    }

    [Fact]
    public async Task AnAccountThatCannotListCalls_GivesNoLink_AndSaysWhy()
    {
        await using var platform = await PlatformAsync("his-blind");

        Assert.False(platform.IsAvailable);
        Assert.Contains("CoreShowChannels", Assert.Single(_log.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWrongSecret_IsSaid_Once()
    {
        await using var platform = await atSwitch.PlatformAsync(
            options => options with { Secret = "wrong", MaxReconnectDelay = TimeSpan.FromMilliseconds(50) },
            logger: _log
        );

        await TestTimeout.UntilAsync(() => Task.FromResult(_log.At(LogLevel.Debug).Any()), "a second attempt");
        Assert.Contains("Authentication failed", Assert.Single(_log.At(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.DoesNotContain(_log.All, line => line.Contains("wrong", StringComparison.Ordinal));
    }

    private Task<AsteriskPlatform> PlatformAsync(string username) =>
        atSwitch.PlatformAsync(options => options with { Username = username }, logger: _log);
}
