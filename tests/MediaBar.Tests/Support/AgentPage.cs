namespace MediaBar.Tests.Support;

/// <summary>An agent's place: a browser with a fresh profile, MediaBar in it, and input. Things are found by the names in mediabar/README.md.</summary>
internal sealed class AgentPage(string agent, IPage page, IInputDevice input, PageMonitor monitor)
{
    public const string Password = HisFixture.Password;

    public static readonly string[] Channels = ["phone", "chat", "email"];

    public string Agent { get; } = agent;

    public IPage Page { get; } = page;

    public PageMonitor Monitor { get; } = monitor;

    public ILocator Bar => Page.Locator("media-bar .frame");

    public ILocator LoginForm => Page.GetByRole(AriaRole.Form, new() { Name = "Log in" });

    public ILocator AgentId => Page.GetByRole(AriaRole.Textbox, new() { Name = "Agent ID" });

    public ILocator AllChannels => Page.Locator("[role=group][data-overall]");

    public ILocator LogoutButton => Page.GetByRole(AriaRole.Button, new() { Name = "Logout" });

    public ILocator LogoutWhy => Page.Locator("#logout-why");

    /// <summary>What HIS says went wrong.</summary>
    public ILocator Notice => Bar.Locator(".notice");

    /// <summary>Why the last session ended.</summary>
    public ILocator Ending => Bar.Locator(".ending");

    /// <summary>The link is lost and looked for again.</summary>
    public ILocator LinkLost => Bar.Locator("[part=link-lost]");

    public ILocator Interactions => Page.GetByRole(AriaRole.List, new() { Name = "Interactions" }).GetByRole(AriaRole.Listitem);

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    public ILocator Channel(string id) => Page.Locator($"[data-channel={id}]");

    /// <summary>Why a channel is Not Ready, where the agent did not ask for it.</summary>
    public ILocator Cause(string channel) => Channel(channel).Locator("[part=cause]");

    /// <summary>In which queues a channel is otherwise than as a whole.</summary>
    public ILocator Queues(string channel) => Channel(channel).Locator("[part=queues]");

    public ILocator Interaction(string id) => Page.Locator($"[data-interaction='{id}']");

    public static ILocator Button(ILocator among, string name) => among.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Button(string name) => Button(Bar, name);

    public Task PressAsync(ILocator button) => input.PressAsync(button);

    public Task PressAsync(ILocator among, string name) => input.PressAsync(Button(among, name));

    public Task ChooseAsync(ILocator radio) => input.ChooseAsync(radio);

    public Task WriteAsync(ILocator field, string text) => input.WriteAsync(field, text);

    /// <summary>Basic Login, as far as the agent's part of it goes.</summary>
    public async Task TryLogInAsync(string password = Password)
    {
        await WriteAsync(AgentId, Agent);
        await WriteAsync(Page.Locator("#password"), password);
        await PressAsync(Button(LoginForm, "Log in"));
    }

    public async Task LogInAsync()
    {
        await TryLogInAsync();
        await AssertLoggedInAsync();
    }

    /// <summary>Basic Login, and then Ready on every channel.</summary>
    public async Task LogInReadyAsync()
    {
        await LogInAsync();
        await PressAsync(AllChannels, "Ready");
        await AssertStateAsync("Ready");
    }

    public Task LogOutAsync() => PressAsync(LogoutButton);

    public Task AssertLoggedInAsync() => Expect(LogoutButton).ToBeVisibleAsync();

    /// <summary>Channels, or those named, are in this state, and it is to be read.</summary>
    public async Task AssertStateAsync(string state, params string[] channels)
    {
        foreach (var channel in channels.Length > 0 ? channels : Channels)
        {
            await Expect(Channel(channel)).ToHaveAttributeAsync("data-status", state);
        }
    }

    /// <summary>Step 11 of Logout: Basic Login, empty, ready to be written in.</summary>
    public async Task AssertAtLoginAsync()
    {
        await Expect(Bar).ToHaveAttributeAsync("data-screen", "login");
        await Expect(LoginForm).ToBeVisibleAsync();
        foreach (var field in await LoginForm.Locator("input").AllAsync())
        {
            await Expect(field).ToHaveValueAsync("");
        }
    }
}
