using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using His.Platform.Conformance;
using His.Platform.Simulator.Remote;
using Microsoft.Extensions.Logging.Abstractions;
using static His.Platform.Simulator.Tests.RemoteSwitchTests;

namespace His.Platform.Simulator.Tests;

/// <summary>The port of a switch in a process of its own: garbage, slow readers, several HIS.</summary>
public sealed class SimulatorListenerTests
{
    private const string Hello = """{"do":"Hello","number":2}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"do":"Ping","number":1}""")]
    [InlineData("""{"do":"Hello","number":1}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":1,"number":2}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":1,"surprise":true}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask","number":"1"}""")]
    [InlineData(Hello + "\n" + """{"do":"Ask"} {"do":"Ask"}""")]
    [InlineData(Hello + "\n" + """{"do":"LogIn","number":1,"login":1}""")]
    [InlineData(Hello + "\n" + """{"do":"LogIn","number":1,"login":1,"agent":{}}""")]
    [InlineData(Hello + "\n" + """{"do":"Authenticate","number":1,"agent":{"id":"1001","name":""}}""")]
    [InlineData(Hello + "\n" + """{"do":"Dance","number":1}""")]
    [InlineData(Hello + "\n" + """{"do":"Hello","number":1}""")]
    public async Task Garbage_EndsThatConnectionAlone(string lines)
    {
        await using var stage = new RemoteStage();
        await using var his = await stage.ConnectAsync();
        var heard = new HeardNews();
        await using var alice = await LogIn(his, heard);
        using var stranger = await LineClient.AtAsync(stage.Port.Address);

        await stranger.SayAsync(lines);

        await stranger.HearEndAsync();
        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", CancellationToken.None));
        await heard.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
    }

    [Fact]
    public async Task ALineWithoutAnEnd_IsNotReadForEver()
    {
        await using var stage = new RemoteStage();
        using var stranger = await LineClient.AtAsync(stage.Port.Address);
        await stranger.SayAsync(Hello);

        await stranger.SayAsync(new string('x', JsonLineProtocol.MaxRequestBytes + 1), isWhole: false);

        await stranger.HearEndAsync();
    }

    [Fact]
    public async Task ANumberThatIsInUse_EndsTheConnection()
    {
        await using var stage = new RemoteStage();
        stage.Simulated.Faults.Add(new Fault(SwitchOperation.Login, FaultBehaviour.Hang));
        using var stranger = await LineClient.AtAsync(stage.Port.Address);
        const string LogIn = """{"do":"LogIn","number":7,"login":1,"agent":{"id":"1001","name":"alice"}}""";

        await stranger.SayAsync($"{Hello}\n{LogIn}\n{LogIn}");

        await stranger.HearEndAsync();
    }

    [Fact]
    public async Task WhoDoesNotRead_IsCutOff()
    {
        var cut = new TaskCompletionSource();
        var outbox = new Outbox<ResponseMessage>(JsonLineProtocol.Json.ResponseMessage, cut.SetResult);
        for (var i = 0; !cut.Task.IsCompleted; i++)
        {
            Assert.True(i <= 100_000, "Nobody is cut off.");
            outbox.Send(new ResponseMessage { News = new EventMessage { Login = 1 } });
        }

        await cut.Task;
    }

    [Fact]
    public async Task SeveralHis_HearOfTheSameAgent()
    {
        await using var stage = new RemoteStage();
        await using var one = await stage.ConnectAsync();
        await using var other = await stage.ConnectAsync();
        var (heardByOne, heardByOther) = (new HeardNews(), new HeardNews());
        await using var alice = await LogIn(one, heardByOne);
        await using var sameAlice = await LogIn(other, heardByOther);

        Assert.Equal(CommandResult.Done, await alice.MakeReadyAsync("phone", CancellationToken.None));

        await heardByOne.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
        await heardByOther.WaitFor<ChannelChanged>("the phone is Ready", it => it.Channel.AgentState is AgentState.Ready, Patience);
    }

    [Fact]
    public void OnlyThisMachine_IsListenedTo() =>
        Assert.Throws<ArgumentException>(() =>
            SimulatorListener.Open(new SimulatedSwitch(new SimulatorOptions(), TimeProvider.System), new IPEndPoint(IPAddress.Any, 0))
        );
}
