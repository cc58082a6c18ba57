using His.Platform.Simulator;
using His.Testing.Server;

namespace MediaBar.Tests.Support;

/// <summary>The real server on a free port of this machine, with MediaBar's build and the simulated switch. One for each class of tests.</summary>
public sealed class HisFixture : IAsyncLifetime
{
    public const string Password = RunningHis.Password;

    private readonly string[] _settings;
    private RunningHis? _his;

    public HisFixture()
        : this([]) { }

    /// <summary>One with settings of its own, each as <c>Name=value</c> below <c>His:</c>, or whole, with <c>--</c> before it.</summary>
    internal HisFixture(params string[] settings) => this._settings = settings;

    public Uri Address => _his!.Address;

    /// <summary>The switch from outside.</summary>
    public Switch Switch { get; private set; } = null!;

    /// <summary>The switch from inside, for what cannot be asked from outside.</summary>
    internal SimulatedSwitch Inside => _his!.Switch;

    public async ValueTask InitializeAsync()
    {
        _his = await RunningHis.StartAsync([$"MediaBarPath={Prerequisites.MediaBar}", "Simulator:Agents=1000", .. _settings]);
        Switch = new Switch(Address);
    }

    /// <summary>HIS stops, as it does for an upgrade.</summary>
    public Task StopAsync() => _his!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Switch?.Dispose();
        if (_his is not null)
        {
            await _his.DisposeAsync();
            Assert.Empty(_his.Logs.Errors); // whatever a browser does
        }
    }
}
