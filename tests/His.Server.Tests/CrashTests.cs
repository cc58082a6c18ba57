using System.Collections.Concurrent;
using System.Text;
using His.Bus;
using His.Platform.Simulator;
using His.Server.Storage;
using His.Sessions;
using His.Sessions.Threading;
using His.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests;

/// <summary>
/// HIS dies at every point of a logout and is started anew on the file it has left behind; the switch lives on. Whatever was answered is
/// true, and the agent is either logged in with a living session or out at the switch.
/// </summary>
public sealed class CrashTests
{
    private const string RequestId = "6f0e7b1c-1111-4222-8333-444455556666";

    /// <summary>Step by step: one more step before it dies, each time.</summary>
    /// <param name="isDiskQuick">Whether what was to be kept soon has been written when HIS dies, or is lost.</param>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KilledAtAnyPointOfALogout_TheAgentIsIn_OrOut_AndTheAnswerIsTrue(bool isDiskQuick)
    {
        List<string> met = [];
        for (var steps = 0; await KillAfterAsync(steps, isDiskQuick) is var (found, isLast); steps++)
        {
            if (found != met.LastOrDefault())
            {
                met.Add(found);
            }

            if (isLast)
            {
                break;
            }
        }

        Assert.Equal(
            isDiskQuick
                ? ["not meant, in", "Accepted, out", "NoReturn, out", "ended, answered"]
                : ["not meant, in", "Accepted, out", "NoReturn, out", "NoReturn, answered"],
            met
        );
    }

    /// <summary>Kills HIS so many steps after it was asked; what the file says of the logout then, and how it ended.</summary>
    private static async Task<(string Found, bool IsLast)> KillAfterAsync(int steps, bool isDiskQuick)
    {
        using var folder = new Folder();
        await using var theSwitch = new SimulatedSwitch(new SimulatorOptions { Password = RunningHis.Password }, TimeProvider.System);
        await theSwitch.StartAsync(CancellationToken.None);
        var time = new TurnedClock();
        using var store = folder.Open(time: time);
        var alice = new Client(new Life(store, theSwitch, time));
        var token = (await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001")))["result"]![
            "resumeToken"
        ]!.GetValue<string>();
        await alice.AskAsync("channelgroup.request.ready");

        alice.Tell("session.request.logout", new JsonObject { ["requestId"] = RequestId });
        var isLast = false;
        for (var i = 0; i < steps && !isLast; i++)
        {
            isLast = !await alice.Life.TryStepAsync();
        }

        var wasAnswered = alice.Closed is not null;
        if (isDiskQuick)
        {
            await alice.Life.Store.WriteAllAsync();
        }

        using var left = folder.AsKilledNow();
        using var storeAfterwards = left.Open(time: time);
        var phase = PhaseIn(left);
        var next = new Life(storeAfterwards, theSwitch, time);
        for (var restart = next.Core.RestoreAsync(); !restart.IsCompleted; )
        {
            Assert.True(await next.TryStepAsync());
        }

        var back = new Client(next);
        var answer = await back.AskAsync("session.request.logout", new JsonObject { ["requestId"] = RequestId });
        var resumed = await back.AskAsync("session.request.resume", new JsonObject { ["resumeToken"] = token, ["lastSequence"] = 0 });
        var isIn = theSwitch.GetState("1001")!.LoggedIn;

        Assert.Equal(isIn, resumed.IsSuccess());
        Assert.Equal(isIn ? "NoSession" : null, answer.Failure());
        Assert.Equal(isIn ? null : "SessionEnded", resumed.Failure());
        Assert.Equal(isIn ? 1 : 0, next.Core.Sessions.Count);
        Assert.False(isIn && wasAnswered);
        await next.Store.WriteAllAsync();
        storeAfterwards.Dispose();
        using var file = StoreFile.OpenToRead(left.Database);
        StoreReader.Verify(file);
        Assert.All(
            StoreReader.Read(file, null, null, null).Where(it => it.Entry.EventSequence is not null).GroupBy(it => it.Entry.EventSequence),
            it => Assert.Single(it)
        );
        return ($"{phase}, {(wasAnswered ? "answered" : isIn ? "in" : "out")}", isLast);
    }

    private static string PhaseIn(Folder left)
    {
        using var file = StoreFile.OpenToRead(left.Database);
        var session = Assert.Single(StoreReader.Sessions(file));
        return session.Ended is not null ? "ended" : session.Logout?.Phase.ToString() ?? "not meant";
    }

    /// <summary>One HIS. It lives only while it is let run, step by step, and is dead as soon as it is not; its clock stands still.</summary>
    private sealed class Life : IWorkScheduler
    {
        private readonly ConcurrentQueue<IThreadPoolWorkItem> _waiting = new();

        public Life(SqliteStore disk, SimulatedSwitch theSwitch, TimeProvider time)
        {
            Store = new HeldStore(disk);
            Core = new HisCore(
                new HisOptions(),
                PlatformRegistration.Only(theSwitch),
                time,
                new Ids(),
                this,
                NullLoggerFactory.Instance,
                Store
            );
        }

        public HisCore Core { get; }

        public HeldStore Store { get; }

        public void Queue(IThreadPoolWorkItem work) => _waiting.Enqueue(work);

        /// <summary>The next thing happens: HIS does a piece of work, or hears that something is safe, or that is written.</summary>
        /// <returns>False: there is nothing left to happen.</returns>
        public async Task<bool> TryStepAsync()
        {
            if (_waiting.TryDequeue(out var work))
            {
                work.Execute();
                return true;
            }

            if (Store.TryTell())
            {
                return true;
            }

            if (!Store.IsSomebodyWaiting)
            {
                return false;
            }

            await Store.WriteAsync();
            return true;
        }
    }

    /// <summary>A client of the bus, without a network.</summary>
    private sealed class Client : IConnection
    {
        private readonly BusDispatcher _dispatcher;
        private readonly ConcurrentQueue<JsonNode> _heard = [];
        private int _lastId;

        public Client(Life life)
        {
            Life = life;
            _dispatcher = life.Core.Open(this);
        }

        public Life Life { get; }

        public CloseCode? Closed { get; private set; }

        public string RemoteAddress => "127.0.0.1";

        public int Tell(string method, JsonObject? parameters = null)
        {
            var request = new JsonObject
            {
                ["jsonrpc"] = "2.0",
                ["id"] = ++_lastId,
                ["method"] = method,
                ["params"] = parameters ?? [],
            };
            _dispatcher.Receive(Encoding.UTF8.GetBytes(request.ToJsonString()));
            return _lastId;
        }

        public async Task<JsonNode> AskAsync(string method, JsonObject? parameters = null)
        {
            var id = Tell(method, parameters);
            while (await Life.TryStepAsync()) { }

            // An answer that was kept comes on its own way.
            await TestTimeout.Until(() => _heard.Any(it => it["id"]?.GetValue<int>() == id), $"the answer to {method}");
            return _heard.First(it => it["id"]?.GetValue<int>() == id);
        }

        public void Send(ReadOnlyMemory<byte> message) => _heard.Enqueue(JsonNode.Parse(message.Span)!);

        public void Close(CloseCode code) => Closed ??= code;
    }
}
