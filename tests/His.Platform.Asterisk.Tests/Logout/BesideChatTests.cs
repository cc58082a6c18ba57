using His.Bus;
using His.Platform.Simulator;

namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>
/// A session over two platforms: the telephone at a real Asterisk, chat and e-mail at another platform. What one of them refuses or loses
/// changes nothing at the other, and one logout is right at both.
/// </summary>
public sealed class BesideChatTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    private const string ChatId = "1001"; // alice's id at the chat platform

    private readonly SimulatedSwitch _chat = new(new SimulatorOptions { Channels = ["chat", "email"] }, TimeProvider.System);

    [Fact]
    public async Task EF1_AChatBlocksTheLogout_AndSoDoesACall()
    {
        var alice = await LogInBesideChatAsync();
        await WorkAsync(alice);
        await alice.DoAsync("channel.request.ready", new { channelId = "chat" });

        Assert.NotNull(_chat.Parties.OfferInteraction(ChatId, ChannelType.Chat, "customer"));
        await alice.HearAsync("interaction.event.created");
        var blocked = await alice.FailAsync("OngoingInteraction", Logout);
        var chat = blocked.GetProperty("blockers")[0].GetProperty("interactionId").GetString();
        await IsReadyAsync();
        await alice.DoAsync("interaction.request.reject", new { interactionId = chat });

        await CustomerCallsAsync();
        await alice.HearAsync("interaction.event.created");
        blocked = await alice.FailAsync("OngoingInteraction", Logout);
        Assert.Equal("phone", blocked.GetProperty("blockers")[0].GetProperty("channelId").GetString());
        Assert.True(_chat.GetState(ChatId)!.Channels[0].Ready);
    }

    [Fact]
    public async Task EachPlatform_GetsItsOwnReason()
    {
        var alice = await LogInBesideChatAsync(options =>
            options with
            {
                LogoutReason = new() { Requirement = ReasonRequirement.Required, Reasons = [new ReasonOption("shift", "Shift")] },
            }
        );
        await WorkAsync(alice);
        _chat.ChangeSettings(
            new SettingsChange(
                LogoutReason: new PolicyChange(ReasonRequirement.Required, Reasons: [new ReasonOption("end", "End of work")])
            )
        );

        var asked = await alice.FailAsync("NeedInfo", Logout);
        Assert.Equal(
            ["Asterisk", "chat"],
            asked.GetProperty("reasons").EnumerateArray().Select(it => it.GetProperty("platform").GetString())
        );
        await IsReadyAsync();
        await alice.DoAsync(
            Logout,
            new { reasons = new[] { new { platform = "Asterisk", code = "shift" }, new { platform = "chat", code = "end" } } }
        );

        Assert.Equal(CloseCode.LoggedOut, await alice.ClosedAsync());
        await IsOutAsync();
        var written = (await Switch.QueueLogAsync()).Where(it => it.Contains("shift", StringComparison.Ordinal));
        Assert.NotEmpty(written);
        Assert.Equal((false, "end"), (_chat.GetState(ChatId)!.LoggedIn, _chat.GetState(ChatId)!.LogoutReason?.Code));
    }

    [Fact]
    public async Task AFrozenAsterisk_StopsTheLogout_AndTheChatWorksOn()
    {
        var alice = await LogInBesideChatAsync(AsteriskSwitch.NoticesSoon);
        await WorkAsync(alice);
        await Switch.FreezeAsync();

        var failure = await alice.FailAsync("NotReadyFailure", Logout);
        Assert.Equal("Asterisk", failure.GetProperty("platform").GetString());
        Assert.True(_chat.GetState(ChatId)!.LoggedIn);
        await alice.DoAsync("channel.request.ready", new { channelId = "chat" });
        Assert.True(_chat.GetState(ChatId)!.Channels[0].Ready);

        await Switch.ThawAsync();
        await alice.HearAsync("channel.event.available");
        await LogsOutAsync(alice);
        Assert.False(_chat.GetState(ChatId)!.LoggedIn);
    }

    [Fact]
    public async Task AnAsteriskThatIsKilledAndStarted_ChangesNothingAtTheChat()
    {
        var alice = await LogInBesideChatAsync();
        await WorkAsync(alice);
        await alice.DoAsync("channel.request.ready", new { channelId = "chat" });
        await Switch.WritesDownAsync();
        await Switch.KillAsync();
        await alice.HearAsync("channel.event.unavailable");
        Assert.True(_chat.GetState(ChatId)!.Channels[0].Ready);

        await Switch.StartAsync();
        await alice.HearAsync("channel.event.available");
        await LogsOutAsync(alice);
        Assert.False(_chat.GetState(ChatId)!.LoggedIn);
    }

    [Fact]
    public async Task AChatThatRefusesTheLogOff_IsToldAfterTheTelephoneIsOff_AndTheRestIsDoneByASecondLogout()
    {
        var alice = await LogInBesideChatAsync();
        await WorkAsync(alice);
        Assert.True(_chat.Faults.TryAdd(new Fault(SwitchOperation.Logout, FaultBehaviour.Fail), out _));

        var failure = await alice.FailAsync("SwitchLogoutFailure", Logout);
        Assert.Equal("chat", failure.GetProperty("platform").GetString());
        await IsOutAsync();
        Assert.True(_chat.GetState(ChatId)!.LoggedIn);

        await LogsOutAsync(alice);
        Assert.False(_chat.GetState(ChatId)!.LoggedIn);
    }

    private async Task<Browser> LogInBesideChatAsync(Func<AsteriskOptions, AsteriskOptions>? with = null)
    {
        await _chat.StartAsync(TestContext.Current.CancellationToken);
        var chat = new PlatformRegistration("chat", _chat)
        {
            MapAgent = agent => new AgentIdentity(ChatId, agent.Name),
            MapAgentId = _ => "alice",
        };
        return await LogInAsync(with, beside: [chat]);
    }
}
