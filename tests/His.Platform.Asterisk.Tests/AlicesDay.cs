using His.Platform.Asterisk.Tests.Switch;

namespace His.Platform.Asterisk.Tests;

/// <summary>Alice at a platform that is linked to a switch, with her news; and the customers who call her.</summary>
internal sealed class AlicesDay : IAsyncDisposable
{
    public const string AlicesLeg = "PJSIP/1001";
    public const string CustomersLeg = "PJSIP/anonymous";
    public const string ColleaguesLeg = "PJSIP/1002";

    private readonly AsteriskSwitch _switch;
    private readonly List<Phone> _phones = [];

    private AlicesDay(AsteriskSwitch atSwitch, AsteriskPlatform platform, Staff staff) =>
        (_switch, Platform, Staff) = (atSwitch, platform, staff);

    public AsteriskPlatform Platform { get; }

    /// <summary>Who works here; what is changed counts from the next login.</summary>
    public Staff Staff { get; }

    public News News { get; private set; } = new();

    public IPlatformAgent Alice { get; private set; } = null!;

    /// <summary>What her last login found.</summary>
    public SwitchAgentState Found => Login.State;

    /// <summary>The answer to her last login.</summary>
    public LogInResult.LoggedIn Login { get; private set; } = null!;

    /// <summary>A switch without members and calls, and Alice logged in.</summary>
    public static async Task<AlicesDay> BeginAsync(AsteriskSwitch atSwitch, Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        await atSwitch.ResetAsync();
        var staff = new Staff();
        var day = new AlicesDay(atSwitch, await atSwitch.PlatformAsync(with, staff), staff);
        await day.LogInAsync();
        return day;
    }

    /// <summary>As <see cref="BeginAsync"/>, where HIS may do all that it can with calls.</summary>
    public static Task<AlicesDay> BeginWithCallsAsync(
        AsteriskSwitch atSwitch,
        Func<AsteriskCallsOptions, AsteriskCallsOptions>? with = null
    ) => BeginAsync(atSwitch, options => WithCalls(options, with));

    public static AsteriskOptions WithCalls(AsteriskOptions options, Func<AsteriskCallsOptions, AsteriskCallsOptions>? with = null)
    {
        var calls = new AsteriskCallsOptions { Context = "his-dial", ControlContext = "his-calls" };
        return options with { Username = "his-dials", Calls = with?.Invoke(calls) ?? calls };
    }

    public async Task LogInAsync()
    {
        News = new News();
        var identity = await Platform.AuthenticateAsync(new AgentCredentials("alice", "alice-password"), TestTimeout.Token);
        var answer = await Platform.LogInAsync(identity!, endpoint: null, News, TestTimeout.Token);
        Login = Assert.IsType<LogInResult.LoggedIn>(answer);
        Alice = Login.Agent;
    }

    /// <summary>From now on she works in these queues alone; she logs in anew, for a directory counts from the next login.</summary>
    public Task WorkInAsync(params string[] queues)
    {
        Staff.Change("alice", alice => alice with { Queues = queues });
        return LogInAsync();
    }

    /// <summary>She has her telephone, works in the queues and waits for calls.</summary>
    public async Task<Phone> BecomeReadyAsync()
    {
        var phone = await Phone.OfAgentAsync(_switch, "1001");
        _phones.Add(phone);
        Assert.Equal(CommandResult.Done, await Alice.ActivateAsync("phone", TestTimeout.Token));
        Assert.Equal(CommandResult.Done, await Alice.MakeReadyAsync("phone", TestTimeout.Token));
        await News.ChannelAsync(channel => channel.AgentState == AgentState.Ready);
        return phone;
    }

    /// <summary>The telephone of a colleague.</summary>
    public async Task<Phone> ColleagueAsync(string device = "1002")
    {
        var phone = await Phone.OfAgentAsync(_switch, device);
        _phones.Add(phone);
        return phone;
    }

    /// <summary>She is Ready, a customer calls, she answers, and they talk.</summary>
    public async Task<(string Id, Phone Phone, Phone Customer)> TalkAsync()
    {
        var phone = await BecomeReadyAsync();
        var customer = await CustomerCallsAsync();
        await phone.RingsAsync();
        await phone.AnswerAsync();
        var id = (await News.InteractionAsync(InteractionState.Connected)).Id;
        await _switch.TalkTogetherAsync(CustomersLeg, AlicesLeg);
        return (id, phone, customer);
    }

    public Task<CommandResult> HandleAsync(string id, InteractionCommand command, string? target = null) =>
        Alice.ExecuteAsync(id, command, target, TestTimeout.Token);

    /// <summary>Does something with her interaction, and the switch says yes.</summary>
    public async Task DoAsync(string id, InteractionCommand command, string? target = null) =>
        Assert.Equal(CommandResult.Done, await HandleAsync(id, command, target));

    public async Task<Phone> CustomerCallsAsync(string number = "79161234567", string service = "600")
    {
        var customer = await Phone.OfCustomerAsync(_switch, number);
        _phones.Add(customer);
        await customer.DialAsync(_switch, service);
        return customer;
    }

    /// <summary>The switch is killed and started again; what she is told then.</summary>
    public async Task<SwitchAgentState> ThroughACrashAsync()
    {
        await _switch.KillAsync();
        await News.UntilAsync<LinkLost>();
        await _switch.StartAsync();
        return (await News.UntilAsync<AgentSnapshot>()).Agent;
    }

    public async Task<SwitchAgentState> AskAsync()
    {
        var state = await Alice.GetStateAsync(TestTimeout.Token);
        Assert.NotNull(state);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
        {
            await phone.DisposeAsync();
        }

        await Platform.DisposeAsync();
    }
}
