using System.Text.Json;
using His.Bus;
using His.Platform.Simulator;
using His.Testing;
using Microsoft.Extensions.Logging;

namespace His.Abuse.Tests;

/// <summary>
/// A million frames that somebody made who knows the bus. HIS answers each at most once, in JSON-RPC, closes on who goes too far, logs no
/// defect and keeps nothing; an honest agent in the same core notices nothing.
/// </summary>
public sealed class BusFuzzTests
{
    private const int Frames = 1_000_000;
    private const int BetweenLooks = 2_000;
    private const long MaxGrowth = 16 * 1024 * 1024;

    [Fact]
    public void AMillionFrames_BreakNothing_AndLeaveNothing()
    {
        var budget = new FuzzBudget(Frames);
        var damage = new Corruption(new Random(budget.Seed));
        using var core = new TestServer();
        var honest = core.Connect();
        honest.Say("""{"jsonrpc":"2.0","id":1,"method":"session.request.login","params":{"agentId":"1001","password":"secret"}}"""u8);
        var hostile = core.Connect();
        var before = 0L;
        for (var frame = 0L; budget.IsLeft(frame); frame++)
        {
            var bytes = damage.Next();
            try
            {
                hostile = hostile.IsClosed ? core.Connect() : hostile;
                hostile.Answers = 0;
                hostile.Say(bytes);
                if (hostile.Answers > 1)
                {
                    Assert.Fail("it was answered twice");
                }

                if (frame % BetweenLooks == 0)
                {
                    core.Clock.Turn(TimeSpan.FromSeconds(20)); // limits of a minute come and go
                    honest.Answers = 0;
                    honest.Say(
                        frame % (2 * BetweenLooks) == 0
                            ? """{"jsonrpc":"2.0","id":2,"method":"channelgroup.request.ready"}"""u8
                            : """{"jsonrpc":"2.0","id":2,"method":"channelgroup.request.notready"}"""u8
                    );
                    Assert.Equal((1, false), (honest.Answers, honest.WasRefused));
                }

                if (core.Defect is { } defect)
                {
                    Assert.Fail(defect);
                }
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {budget.Seed}, frame {frame}: {System.Text.Encoding.UTF8.GetString(bytes)}\n{error}");
            }

            if (frame == Frames / 10)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        hostile.End();
        core.Clock.Turn(TimeSpan.FromHours(1));
        Assert.InRange(core.Sessions, 1, 2); // the honest one; and one that a frame may have begun with a right password
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxGrowth);
    }

    /// <summary>A core whose work is done on this thread, by a clock that stands still.</summary>
    private sealed class TestServer : IDisposable, ILoggerFactory, ILogger
    {
        private readonly HeldWorkers _workers = new();
        private readonly SimulatedSwitch _theSwitch;
        private readonly HisCore _core;

        public TestServer()
        {
            Clock.AfterEach = _workers.RunAll;
            _theSwitch = new SimulatedSwitch(new SimulatorOptions { Password = "secret" }, Clock);
            _theSwitch.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
            _core = new HisCore(
                new HisOptions { MaxRequestsPerSecond = 100_000 },
                PlatformRegistration.Only(_theSwitch),
                Clock,
                new Ids(),
                _workers,
                this
            );
        }

        public TurnedClock Clock { get; } = new();

        /// <summary>What HIS logged as its own defect.</summary>
        public string? Defect { get; private set; }

        public int Sessions => _core.Sessions.Count;

        public Client Connect() => new(_core, _workers);

        public void Dispose() => _theSwitch.DisposeAsync().AsTask().GetAwaiter().GetResult();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Defect ??= logLevel >= LogLevel.Error ? $"{formatter(state, exception)} {exception}" : null;
    }

    private sealed class Client : IConnection
    {
        private readonly HeldWorkers _workers;
        private readonly BusDispatcher _dispatcher;

        public Client(HisCore core, HeldWorkers workers)
        {
            this._workers = workers;
            _dispatcher = core.Open(this);
        }

        public int Answers { get; set; }

        public bool WasRefused { get; private set; }

        public bool IsClosed { get; private set; }

        public string RemoteAddress => "127.0.0.1";

        public void Say(ReadOnlySpan<byte> frame)
        {
            _dispatcher.Receive(frame);
            _workers.RunAll();
        }

        public void End()
        {
            _dispatcher.Disconnected();
            _workers.RunAll();
        }

        public void Send(ReadOnlyMemory<byte> message)
        {
            using var document = JsonDocument.Parse(message);
            var said = document.RootElement;
            Assert.Equal("2.0", said.GetProperty("jsonrpc").GetString());
            if (said.TryGetProperty("id", out _))
            {
                Answers++;
                WasRefused = said.TryGetProperty("error", out var error);
                Assert.True(
                    !WasRefused
                        || (
                            error.GetProperty("code").GetInt32() != 0
                            && error.GetProperty("data").GetProperty("failure").GetString() is { Length: > 0 }
                        )
                );
            }
        }

        public void Close(CloseCode code)
        {
            if (!IsClosed)
            {
                IsClosed = true;
                _dispatcher.Disconnected();
            }
        }
    }
}
