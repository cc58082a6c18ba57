using System.Globalization;

namespace MediaBar.Tests.Support;

/// <summary>
/// A play: an agent at a workplace, and the switch. Each has an agent of its own. When it is over, no page has complained of anything:
/// no error, no breach of the content security policy.
/// </summary>
public abstract class Scenario(Chromium chromium, HisFixture his) : IClassFixture<HisFixture>, IAsyncLifetime
{
    public const string Bare = "embed.html";
    public const string Demo = "";
    public const int Wide = 1280;
    public const int Narrow = 320;

    private static int _agents = 100_000;
    private readonly List<AgentPage> _pages = [];
    private readonly List<IBrowserContext> _contexts = [];

    protected Chromium Chromium { get; } = chromium;

    protected HisFixture His { get; } = his;

    protected Switch Switch => His.Switch;

    /// <summary>Alice's agent id: nobody else's, in no other play.</summary>
    protected string Alice { get; } = Interlocked.Increment(ref _agents).ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => await Switch.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.CloseAsync();
        }

        GC.SuppressFinalize(this);
        Assert.All(_pages, it => it.Monitor.AssertNoComplaints());
    }

    /// <summary>Alice sits down at a workplace; her browser has a page open.</summary>
    internal async Task<AgentPage> OpenPageAsync(
        InputDevice device = InputDevice.Mouse,
        int width = Wide,
        string page = Bare,
        HisFixture? at = null,
        BrowserNewContextOptions? profile = null,
        IBrowser? browser = null,
        Func<IPage, Task>? before = null
    )
    {
        profile ??= new();
        profile.ViewportSize = new() { Width = width, Height = 800 };
        profile.Locale ??= "en-GB";
        profile.BaseURL = (at ?? His).Address.ToString();
        var context = await (browser ?? Chromium.Browser).NewContextAsync(profile);
        context.SetDefaultTimeout(Chromium.TimeoutMs);
        _contexts.Add(context);
        return await OpenAsync(await context.NewPageAsync(), device, page, before);
    }

    /// <summary>Another tab of the same browser.</summary>
    internal async Task<AgentPage> OpenTabAsync(AgentPage beside, string page = Bare, Func<IPage, Task>? before = null) =>
        await OpenAsync(await beside.Page.Context.NewPageAsync(), InputDevice.Mouse, page, before);

    private async Task<AgentPage> OpenAsync(IPage tab, InputDevice device, string page, Func<IPage, Task>? before = null)
    {
        var alice = new AgentPage(Alice, tab, device is InputDevice.Mouse ? new MouseInput() : new KeyboardInput(tab), PageMonitor.On(tab));
        _pages.Add(alice);
        await (before?.Invoke(tab) ?? Task.CompletedTask);
        await tab.GotoAsync(page);
        return alice;
    }
}
