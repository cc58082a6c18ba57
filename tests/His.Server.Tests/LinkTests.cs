using System.Text;

namespace His.Server.Tests;

/// <summary>Links that are silent, slow, or never say goodbye.</summary>
public sealed class LinkTests
{
    private const int Ping = 9;
    private const int Pong = 10;

    [Fact]
    public async Task F16_ClientThatAnswersNoPings_IsDropped_AndTheSessionLivesOn()
    {
        await using var his = await RunningHis.StartAsync("Bus:PingInterval=00:00:00.1", "Bus:PongTimeout=00:00:05");
        using var line = await RawLine.UpgradeAsync(his.Address);
        await line.SendTextAsync(Login());

        while (await line.ReadFrameAsync() is not null) { }

        Assert.Equal(1, his.Sessions);
        Assert.True(his.Switch.GetState("1001")!.LoggedIn);
    }

    [Fact]
    public async Task ClientThatAnswersPings_Stays()
    {
        await using var his = await RunningHis.StartAsync("Bus:PingInterval=00:00:00.1", "Bus:PongTimeout=00:01:00");
        using var line = await RawLine.UpgradeAsync(his.Address);

        for (var pings = 0; pings < 5; )
        {
            var (opcode, payload) = (await line.ReadFrameAsync())!.Value;
            if (opcode == Ping)
            {
                await line.SendFrameAsync(Pong, payload);
                pings++;
            }
        }

        await line.SendTextAsync("""{"jsonrpc":"2.0","id":1,"method":"session.request.ping"}""");
        (int Opcode, byte[] Payload) frame;
        do
        {
            frame = (await line.ReadFrameAsync())!.Value;
        } while (frame.Opcode == Ping);

        Assert.StartsWith("""{"jsonrpc":"2.0","id":1,"result":{"now":""", Encoding.UTF8.GetString(frame.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F22_CloseThatIsNeverAnswered_IsCutOff_AndTheLogoutDidNotWaitForIt()
    {
        await using var his = await RunningHis.StartAsync("Bus:CloseTimeout=00:00:00.1");
        using var line = await RawLine.UpgradeAsync(his.Address);
        await line.SendTextAsync(Login());
        await line.SendTextAsync("""{"jsonrpc":"2.0","id":2,"method":"session.request.logout"}""");

        Assert.Equal(1000, await line.ReadCloseAsync());
        Assert.Equal(0, his.Sessions);
        Assert.Null(await line.ReadFrameAsync());
    }

    [Fact]
    public async Task ClientThatCloses_IsAnsweredWithItsOwnCode()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await RawLine.UpgradeAsync(his.Address);

        await line.SendFrameAsync(8, [0x0F, 0xA0]); // 4000

        Assert.Equal(4000, await line.ReadCloseAsync());
    }

    [Fact]
    public async Task ServerThatStops_IsNotReady_AndClosesEverybodyWith1001()
    {
        await using var his = await RunningHis.StartAsync();
        using var alice = await his.LogInAsync();
        using var stranger = await his.ConnectAsync();

        his.Life.StopApplication();
        var ready = await his.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));

        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("""{"code":"draining","status":"HIS is stopping"}""", await ready.Content.ReadAsStringAsync());
        Assert.Equal("1001 HIS is stopping", await alice.HearEndAsync());
        Assert.Equal("1001 HIS is stopping", await stranger.HearEndAsync());
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(his.ConnectAsync);
    }

    private static string Login() =>
        $$"""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{{RunningHis.LoginOf("1001").ToJsonString()}}}""";
}
