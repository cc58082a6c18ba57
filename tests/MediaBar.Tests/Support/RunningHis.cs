using System.Collections.Concurrent;
using His.Platform.Simulator;
using His.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MediaBar.Tests.Support;

/// <summary>The real server on a free port of this machine, with MediaBar's build and the simulated switch. One for each class of plays.</summary>
public sealed class RunningHis : IAsyncLifetime
{
    public const string Password = "correct horse";

    private readonly Errors errors = new();
    private readonly string[] settings;
    private WebApplication? server;

    public RunningHis()
        : this([])
    {
    }

    /// <summary>One with settings of its own, each as <c>Name=value</c> below <c>His:</c>, or whole, with <c>--</c> before it.</summary>
    internal RunningHis(params string[] settings) => this.settings = settings;

    public Uri Address { get; private set; } = null!;

    /// <summary>The switch from outside.</summary>
    public Switch Switch { get; private set; } = null!;

    /// <summary>The switch from inside, for what cannot be asked from outside.</summary>
    internal SimulatedSwitch Inside => server!.Services.GetRequiredService<SimulatedSwitch>();

    public async ValueTask InitializeAsync()
    {
        server = HisServer.Build(
            [
                "--urls=http://127.0.0.1:0", $"--His:Web={Prerequisites.MediaBar}", $"--His:Simulator:Password={Password}", "--His:Simulator:Agents=1000", "--His:Storage:Kind=None",
                .. settings.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : $"--His:{setting}"),
            ],
            builder => builder.Logging.ClearProviders().AddProvider(errors));
        await server.StartAsync();
        Address = new Uri(server.Urls.Single());
        Switch = new Switch(Address);
    }

    /// <summary>HIS stops, as it does for an upgrade.</summary>
    public Task StopAsync() => server!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Switch?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Assert.Empty(errors.Heard);
    }

    /// <summary>What the server has logged as an error: nothing, whatever a browser does.</summary>
    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Heard { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Heard.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
