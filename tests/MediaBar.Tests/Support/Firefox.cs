namespace MediaBar.Tests.Support;

/// <summary>A second browser, as Debian has it. It is driven by WebDriver BiDi, which tells less than Chromium does: nothing of WebSockets.</summary>
public sealed class Firefox : IAsyncLifetime
{
    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Firefox.LaunchAsync(new() { Channel = "moz-firefox", ExecutablePath = Prerequisites.Firefox });
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
