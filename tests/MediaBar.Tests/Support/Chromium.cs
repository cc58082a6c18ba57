[assembly: AssemblyFixture(typeof(MediaBar.Tests.Support.Chromium))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace MediaBar.Tests.Support;

/// <summary>One browser for all plays. Each play has its own profile in it, in which nothing of any other is left.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The one time-out, in ms. Long, because it only ever ends a play that has failed.</summary>
    public const int TimeoutMs = 30_000;

    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(TimeoutMs);
        _playwright = await Playwright.CreateAsync();
        Browser = await LaunchAsync();
    }

    /// <summary>Another one, without these of the usual flags.</summary>
    public Task<IBrowser> LaunchAsync(params string[] without) =>
        _playwright!.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Prerequisites.Chromium,
                Args = Flags,
                IgnoreDefaultArgs = without,
            }
        );

    /// <summary>Another one, to which a name means an address of this machine, and any certificate is good.</summary>
    public Task<IBrowser> LaunchWithNameAsync(string host, int port) =>
        _playwright!.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Prerequisites.Chromium,
                Args = [.. Flags, "--ignore-certificate-errors", $"--host-resolver-rules=MAP {host} 127.0.0.1:{port}"],
            }
        );

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A browser for the plays of one class alone.</summary>
public sealed class OwnChromium(Chromium chromium) : IAsyncLifetime
{
    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Browser = await chromium.LaunchAsync();

    public async ValueTask DisposeAsync() => await Browser.CloseAsync();
}
