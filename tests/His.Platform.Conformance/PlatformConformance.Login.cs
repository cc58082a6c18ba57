using System.Diagnostics;
using Xunit;

namespace His.Platform.Conformance;

public abstract partial class PlatformConformance
{
    [Fact]
    public async Task Authentication_KnowsTheAgent()
    {
        await using var ours = await StartAsync();

        var identity = await Authenticate(ours, ours.Agent);

        Assert.NotNull(identity);
        Assert.NotEmpty(identity.Id);
        Assert.NotEmpty(identity.Name);
    }

    [Fact]
    public async Task Authentication_AnswersTheSame_ToAWrongPasswordAndToAnUnknownAgent()
    {
        await using var ours = await StartAsync();

        Assert.Null(await Authenticate(ours, ours.Agent with { Password = ours.Agent.Password + "x" }));
        Assert.Null(await Authenticate(ours, ours.Agent with { Password = "" }));
        Assert.Null(await Authenticate(ours, ours.Agent with { AgentId = "nobody-of-that-name" }));
    }

    /// <summary>The fastest of several attempts of each, in alternation: noise makes an attempt slower and never faster.</summary>
    [Fact]
    public async Task Authentication_OfAnUnknownAgent_TakesAsLongAsAWrongPassword()
    {
        const int Tries = 7;
        await using var ours = await StartAsync();
        var wrong = ours.Agent with { Password = ours.Agent.Password + "x" };
        var unknown = wrong with { AgentId = "nobody-of-that-name" };
        var (ofWrong, ofUnknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);

        for (var number = 0; number < Tries; number++)
        {
            ofWrong = Least(ofWrong, await TimeAsync(wrong));
            ofUnknown = Least(ofUnknown, await TimeAsync(unknown));
        }

        var allowed = Least(ofWrong, ofUnknown) / 2 + TimeSpan.FromMilliseconds(25);
        Assert.True(
            (ofWrong - ofUnknown).Duration() < allowed,
            $"A wrong password takes {ofWrong}, an unknown agent {ofUnknown}: time tells who exists."
        );

        static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

        async Task<TimeSpan> TimeAsync(AgentCredentials credentials)
        {
            var begun = Stopwatch.GetTimestamp();
            Assert.Null(await Authenticate(ours, credentials));
            return Stopwatch.GetElapsedTime(begun);
        }
    }

    [Fact]
    public async Task Find_DoesNotBringAnAbsentAgentToTheSwitch()
    {
        await using var ours = await StartAsync();
        var identity = await Authenticate(ours, ours.Agent);

        await using var absent = await Find(ours, identity!, ours.Endpoint, new HeardNews());

        Assert.All(absent.Found.Channels, it => Assert.True(IsInactive(it), $"Find brought {it.Id} to the switch."));
        Assert.Equivalent(absent.Found, await absent.Ask(), strict: true);
        // A switch that models no agents but only their channels cannot log anybody off: there, an agent whom HIS holds is logged on.
        if (!ours.CanLogOffBehindOurBack)
        {
            return;
        }

        Assert.False(absent.Found.LoggedOn, "Find has logged the agent on.");
        if (await ListAsync(ours) is { } list)
        {
            Assert.DoesNotContain(list, it => it.Agent.Id == identity!.Id);
        }
    }

    [Fact]
    public async Task Login_PutsTheAgentAtTheSwitch_AndFindsTheChannels()
    {
        await using var ours = await StartAsync();

        await using var alice = await LogIn(ours);

        Assert.True(alice.Found.LoggedOn);
        Assert.Contains(alice.Found.Channels, it => it.Id == ours.ChannelId);
        Assert.Distinct(alice.Found.Channels.Select(it => it.Id));
        Assert.All(alice.Found.Channels, it => Assert.Equal(it.IsActive, it.AgentState is not null));
        Assert.Empty(alice.Found.Interactions);
        Assert.Equivalent(alice.Found, await alice.Ask(), strict: true);
    }

    [Fact]
    public async Task Login_IsRefused_AtAnUnknownEndpoint()
    {
        await using var ours = await StartAsync();
        Assert.SkipWhen(ours.UnknownEndpoint is null, "The switch takes any endpoint.");

        Assert.IsType<LogInResult.EndpointUnknown>(await TryLogIn(ours, ours.Agent, ours.UnknownEndpoint, new HeardNews()));
    }

    [Fact]
    public async Task Login_IsRefused_AtAnEndpointWhereAnotherAgentWorks()
    {
        await using var ours = await StartAsync();
        Assert.SkipWhen(ours.OtherAgent is null, "Endpoints of the switch are not exclusive.");
        await using var alice = await LogIn(ours);
        var endpoint = alice.ChannelIn(await alice.Ask()).Endpoint;

        Assert.IsType<LogInResult.EndpointInUse>(await TryLogIn(ours, ours.OtherAgent, endpoint, new HeardNews()));
    }

    [Fact]
    public async Task SecondLogin_OnlyTakesALook()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInReady(ours);

        await using var again = await LogIn(ours);

        Assert.True(IsReady(again.ChannelIn(again.Found)), "The second login found another state than the first had left.");
        Assert.True(IsReady(again.ChannelIn(await again.Ask())), "The second login changed the state.");
    }

    [Fact]
    public async Task SecondLogin_TakesTheNewsOver()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogInNotReady(ours);
        await using var again = await LogIn(ours);
        var heard = alice.News.Count;

        await again.Confirm(again.MakeReady, "Ready", IsReady);

        Assert.Equal(heard, alice.News.Count);
    }

    [Fact]
    public async Task DisposingTheFirstLogin_LeavesTheNewsToTheSecond()
    {
        await using var ours = await StartAsync();
        var alice = await LogInNotReady(ours);
        await using var again = await LogIn(ours);

        await alice.DisposeAsync();

        await again.Confirm(again.MakeReady, "Ready", IsReady);
    }

    [Fact]
    public async Task Disposal_IsSilent_ChangesNothing_AndMayBeRepeated()
    {
        await using var ours = await StartAsync();
        var alice = await LogInReady(ours);

        await alice.DisposeAsync();
        await alice.DisposeAsync();
        var heard = alice.News.Count;

        await using var again = await LogIn(ours);
        Assert.True(IsReady(again.ChannelIn(again.Found)), "Letting go of the agent changed the state at the switch.");
        await again.Confirm(() => again.MakeNotReady(), "Not Ready", IsNotReady);
        Assert.Equal(heard, alice.News.Count);
    }

    [Fact]
    public async Task TheListOfAll_HasWhoIsThere_WhetherOrNotALoginHoldsThem_AndNobodyElse()
    {
        await using var ours = await StartAsync();
        var list = await ListAsync(ours);
        Assert.SkipWhen(list is null, "The switch cannot list who is there.");
        var id = (await Authenticate(ours, ours.Agent))!.Id;
        Assert.DoesNotContain(list, it => it.Agent.Id == id);
        await using (var alice = await LogInReady(ours))
        {
            var there = Assert.Single((await ListAsync(ours))!, it => it.Agent.Id == id);
            Assert.Equal(alice.ChannelIn(await alice.Ask()), Assert.Single(there.Channels, it => it.Id == ours.ChannelId));
        }

        var left = Assert.Single((await ListAsync(ours))!, it => it.Agent.Id == id);
        Assert.True(IsReady(Assert.Single(left.Channels, it => it.Id == ours.ChannelId)));

        var news = new HeardNews();
        await using var orphan = await Find(ours, left.Agent, left.Endpoint, news);
        Assert.True(IsReady(orphan.ChannelIn(orphan.Found)));
        await orphan.Confirm(() => orphan.MakeNotReady(), "Not Ready", IsNotReady);
        Assert.Equal(CommandResult.Done, await orphan.LogOff());
        await news.WaitFor<AgentLoggedOff>("the agent is logged off", _ => true, Patience);
        Assert.DoesNotContain((await ListAsync(ours))!, it => it.Agent.Id == id);
    }

    [Fact]
    public async Task ALinkThatIsBack_IsSaid()
    {
        await using var ours = await StartAsync();
        Assert.SkipUnless(ours.CanCutLink, nameof(IConformanceSwitch.CanCutLink));
        var isBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var alice = await LogIn(ours);
        await ours.CutLinkAsync();
        await alice.News.WaitFor<LinkLost>("the link is lost", _ => true, Patience);
        ours.Platform.LinkRestored += (_, _) => isBack.TrySetResult();
        await ours.MendLinkAsync();
        await Awaited.AwaitAsync(isBack.Task, Patience, "LinkIsBack is raised after the link is mended");
        Assert.True(ours.Platform.IsAvailable);
    }

    private async Task<AgentAtWork> Find(IConformanceSwitch ours, AgentIdentity agent, string? endpoint, HeardNews news)
    {
        var answer = await Awaited.CallAsync(
            deadline => ours.Platform.ReattachAsync(agent, endpoint, news, deadline),
            Patience,
            "FindAsync"
        );
        var found = Assert.IsType<LogInResult.LoggedIn>(answer);
        return new AgentAtWork(found.Agent, found.State, news, ours.ChannelId, Patience);
    }

    private async Task<IReadOnlyList<AgentListing>?> ListAsync(IConformanceSwitch ours)
    {
        return await Awaited.CallAsync(ours.Platform.ListAgentsAsync, Patience, "WhoIsThereAsync");
    }

    [Fact]
    public async Task DisposalOfThePlatform_MayBeRepeated()
    {
        await using var ours = await StartAsync();
        await using var alice = await LogIn(ours);

        await ours.Platform.DisposeAsync();
        await ours.Platform.DisposeAsync();

        Assert.False(ours.Platform.IsAvailable);
    }
}
