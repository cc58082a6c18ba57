using His.Platform.Simulator;
using His.Testing.Server;

namespace MediaBar.Tests.Support;

/// <summary>The real server on a free port of this machine, with MediaBar's build and the simulated switch. One for each class of tests.</summary>
public sealed class HisFixture : IAsyncLifetime
{
    public const string Password = RunningHis.Password;

    private readonly string[] settings;
    private RunningHis? his;

    public HisFixture()
        : this([])
    {
    }

    /// <summary>One with settings of its own, each as <c>Name=value</c> below <c>His:</c>, or whole, with <c>--</c> before it.</summary>
    internal HisFixture(params string[] settings) => this.settings = settings;

    public Uri Address => his!.Address;

    /// <summary>The switch from outside.</summary>
    public Switch Switch { get; private set; } = null!;

    /// <summary>The switch from inside, for what cannot be asked from outside.</summary>
    internal SimulatedSwitch Inside => his!.Switch;

    public async ValueTask InitializeAsync()
    {
        his = await RunningHis.StartAsync([$"MediaBarPath={Prerequisites.MediaBar}", "Simulator:Agents=1000", .. settings]);
        Switch = new Switch(Address);
    }

    /// <summary>HIS stops, as it does for an upgrade.</summary>
    public Task StopAsync() => his!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Switch?.Dispose();
        if (his is not null)
        {
            await his.DisposeAsync();
            Assert.Empty(his.Logs.Errors); // whatever a browser does
        }
    }
}
