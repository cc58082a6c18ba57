using System.Globalization;

namespace MediaBar.Tests.Stage;

/// <summary>
/// A play: an agent at a workplace, and the switch. Each has an agent of its own. When it is over, no page has complained of anything:
/// no error, no breach of the content security policy.
/// </summary>
public abstract class Play(Chromium chromium, RunningHis his) : IClassFixture<RunningHis>, IAsyncLifetime
{
    public const string Bare = "embed.html";
    public const string Demo = "";
    public const int Wide = 1280;
    public const int Narrow = 320;

    private static int agents = 100_000;
    private readonly List<Workplace> workplaces = [];
    private readonly List<IBrowserContext> contexts = [];

    protected Chromium Chromium { get; } = chromium;

    protected RunningHis His { get; } = his;

    protected Switch Switch => His.Switch;

    /// <summary>Alice's agent id: nobody else's, in no other play.</summary>
    protected string Alice { get; } = Interlocked.Increment(ref agents).ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => await Switch.ResetAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.CloseAsync();
        }

        GC.SuppressFinalize(this);
        Assert.All(workplaces, it => it.Ears.HeardNothing());
    }

    /// <summary>Alice sits down at a workplace; her browser has a page open.</summary>
    internal async Task<Workplace> SitDownAsync(
        Hand hand = Hand.Mouse, int width = Wide, string page = Bare, RunningHis? at = null, BrowserNewContextOptions? profile = null, IBrowser? browser = null, Func<IPage, Task>? before = null)
    {
        profile ??= new();
        profile.ViewportSize = new() { Width = width, Height = 800 };
        profile.Locale ??= "en-GB";
        profile.BaseURL = (at ?? His).Address.ToString();
        var context = await (browser ?? Chromium.Browser).NewContextAsync(profile);
        context.SetDefaultTimeout(Chromium.TimeoutMs);
        contexts.Add(context);
        return await OpenAsync(await context.NewPageAsync(), hand, page, before);
    }

    /// <summary>Another tab of the same browser.</summary>
    internal async Task<Workplace> OpenTabAsync(Workplace beside, string page = Bare, Func<IPage, Task>? before = null) =>
        await OpenAsync(await beside.Page.Context.NewPageAsync(), Hand.Mouse, page, before);

    private async Task<Workplace> OpenAsync(IPage tab, Hand hand, string page, Func<IPage, Task>? before = null)
    {
        var alice = new Workplace(Alice, tab, hand is Hand.Mouse ? new Mouse() : new Keyboard(tab), Ears.On(tab));
        workplaces.Add(alice);
        await (before?.Invoke(tab) ?? Task.CompletedTask);
        await tab.GotoAsync(page);
        return alice;
    }
}
