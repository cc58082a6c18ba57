namespace His.Server.Tests;

/// <summary>
/// A client that does not read. Alone, with no other test beside it: the longer the flood takes, the longer TCP waits before it looks
/// whether the window is open again.
/// </summary>
[Collection(nameof(SlowReaderTests))]
[CollectionDefinition(nameof(SlowReaderTests), DisableParallelization = true)]
public sealed class SlowReaderTests
{
    [Fact]
    public async Task F17_ClientThatDoesNotRead_IsClosedWith4005_AndLosesOnlyItsConnection_WhileOthersAreServed()
    {
        await using var his = await RunningHis.StartAsync(
            "Bus:MaxOutboxMessages=8",
            "Bus:CloseTimeout=01:00:00",
            "Bus:PingInterval=01:00:00",
            "MaxRequestsPerSecond=1000000"
        );
        using var slow = await RawLine.UpgradeAsync(his.Address, receiveBuffer: 256 * 1024);
        await slow.SendTextAsync(Login());
        var request = $$"""{"jsonrpc":"2.0","id":"{{new string('i', 120)}}","method":"no.such.method"}""";

        for (var sent = 0; sent < 1_000_000 && !his.Logs.Contain(4001); sent++)
        {
            await slow.SendTextAsync(request);
        }

        // Its socket is full and stays so: it has not read, and its close waits behind what it has not read.
        using var bob = await his.LogInAsync("1002");
        Assert.True((await bob.AskAsync("channelgroup.request.ready")).IsSuccess());
        his.Offer("1002");
        await bob.HearEventAsync("interaction.event.created");
        Assert.True((await bob.AskAsync("session.request.ping")).IsSuccess());

        Assert.Equal(4005, await slow.ReadCloseAsync());
        await TestTimeout.Until(() => his.Sessions == 2, "both are logged in: a login does not end with its connection");
    }

    private static string Login() =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{{RunningHis.LoginOf("1001").ToJsonString()}}}""";
}
