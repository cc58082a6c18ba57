using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Alice at a platform that is linked to a switch, with her news; and the customers who call her.</summary>
internal sealed class AlicesDay : IAsyncDisposable
{
    private readonly AsteriskSwitch _switch;
    private readonly List<Phone> _phones = [];

    private AlicesDay(AsteriskSwitch atSwitch, AsteriskPlatform platform) => (_switch, Platform) = (atSwitch, platform);

    public AsteriskPlatform Platform { get; }

    public News News { get; private set; } = new();

    public IPlatformAgent Alice { get; private set; } = null!;

    /// <summary>What her last login found.</summary>
    public AgentAtSwitch Found { get; private set; } = null!;

    /// <summary>A switch without members and calls, and Alice logged in.</summary>
    public static async Task<AlicesDay> BeginAsync(AsteriskSwitch atSwitch, Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        await atSwitch.ResetAsync();
        var day = new AlicesDay(atSwitch, await atSwitch.PlatformAsync(with));
        await day.LogInAsync();
        return day;
    }

    public async Task LogInAsync()
    {
        News = new News();
        var identity = await Platform.AuthenticateAsync(new AgentCredentials("alice", "alice-password"), Patience.Token);
        var answer = await Platform.LogInAsync(identity!, endpoint: null, News, Patience.Token);
        var loggedIn = Assert.IsType<LoginAnswer.LoggedIn>(answer);
        (Alice, Found) = (loggedIn.Agent, loggedIn.State);
    }

    /// <summary>She has her telephone, works in the queues and waits for calls.</summary>
    public async Task<Phone> BecomeReadyAsync()
    {
        var phone = await Phone.OfAgentAsync(_switch, "1001");
        _phones.Add(phone);
        Assert.Equal(SwitchAnswer.Done, await Alice.ActivateAsync("phone", Patience.Token));
        Assert.Equal(SwitchAnswer.Done, await Alice.MakeReadyAsync("phone", Patience.Token));
        await News.ChannelAsync(channel => channel.AgentState == AgentState.Ready);
        return phone;
    }

    public async Task<Phone> CustomerCallsAsync(string number = "79161234567", string service = "600")
    {
        var customer = await Phone.OfCustomerAsync(_switch, number);
        _phones.Add(customer);
        await customer.DialAsync(_switch, service);
        return customer;
    }

    public async Task<AgentAtSwitch> AskAsync()
    {
        var state = await Alice.AskAsync(Patience.Token);
        Assert.NotNull(state);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones) await phone.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
