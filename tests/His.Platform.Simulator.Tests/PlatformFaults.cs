using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using His.Platform.Conformance;
using Suite = His.Platform.Conformance.PlatformConformance;

namespace His.Platform.Simulator.Tests;

/// <summary>Ways in which a platform breaks the contract, each with the test of the suite that finds it.</summary>
internal static class PlatformFaults
{
    public static readonly Dictionary<string, (Func<PlatformFault> Fault, string FoundBy)> All = new(StringComparer.Ordinal)
    {
        ["Find brings an absent agent to the switch"] = (
            () => new() { Find = (inner, agent, endpoint, events, token) => inner.LogInAsync(agent, endpoint, events, token) },
            nameof(Suite.Find_DoesNotBringAnAbsentAgentToTheSwitch)
        ),
        ["Dial answers another id"] = (
            () => new() { Dial = answer => answer with { InteractionId = answer.InteractionId + "0" } },
            nameof(Suite.ADialedCall_IsToldUnderTheIdOfTheAnswer)
        ),
        ["Dial answers no id"] = (
            () => new() { Dial = answer => answer with { InteractionId = null } },
            nameof(Suite.ADialedCall_IsToldUnderTheIdOfTheAnswer)
        ),
        ["Reject does nothing"] = (() => Nothing(SwitchOperation.Reject), nameof(Suite.ARejectedInteraction_IsNotTheAgentsAnyMore)),
        ["a second Accept is refused"] = (
            () => SecondIsRefused(SwitchOperation.Accept),
            nameof(Suite.ACommandToAnInteraction_WhoseGoalHoldsAlready_IsDone)
        ),
        ["a second Hold is refused"] = (
            () => SecondIsRefused(SwitchOperation.Hold),
            nameof(Suite.ACommandToAnInteraction_WhoseGoalHoldsAlready_IsDone)
        ),
        ["methods block their thread"] = (
            () => new() { Command = (_, act, token) => Task.FromResult(act(token).GetAwaiter().GetResult()) },
            nameof(Suite.NoMethod_BlocksItsThread)
        ),
        ["a wrong password takes longer than an unknown agent"] = (
            () => new() { Authenticate = HashOnlyForKnownAgentsAsync },
            nameof(Suite.Authentication_OfAnUnknownAgent_TakesAsLongAsAWrongPassword)
        ),
        ["Transfer does nothing"] = (() => Nothing(SwitchOperation.Transfer), nameof(Suite.ATransfer_TakesTheCallFromTheAgent)),
        ["an empty password is let in"] = (
            () =>
                new()
                {
                    Authenticate = (inner, who, token) =>
                        inner.AuthenticateAsync(
                            who.Password.Length == 0 ? who with { Password = ConformanceKitTests.Password } : who,
                            token
                        ),
                },
            nameof(Suite.Authentication_AnswersTheSame_ToAWrongPasswordAndToAnUnknownAgent)
        ),
        ["an unknown endpoint is taken for the usual one"] = (
            () => new() { LogIn = (inner, agent, _, events, token) => inner.LogInAsync(agent, null, events, token) },
            nameof(Suite.Login_IsRefused_AtAnUnknownEndpoint)
        ),
        ["a second login begins at Not Ready"] = (() => new() { LogIn = LogInNotReadyAsync }, nameof(Suite.SecondLogin_OnlyTakesALook)),
        ["Ready is said and not done"] = (() => Nothing(SwitchOperation.Ready), nameof(Suite.Ready_IsConfirmedByTheState)),
        ["Not Ready needs a reason"] = (
            () => Refused(SwitchOperation.NotReady),
            nameof(Suite.NotReady_IsConfirmedByTheState_AndIsNotRefusedForWantOfAReason)
        ),
        ["Not Ready loses its reason"] = (() => new() { NotReadyReason = _ => null }, nameof(Suite.NotReady_CarriesItsReason)),
        ["a second Ready is refused"] = (() => SecondIsRefused(SwitchOperation.Ready), nameof(Suite.AGoalThatHoldsAlready_IsDone)),
        ["Deactivate is said and not done"] = (
            () => Nothing(SwitchOperation.Deactivate),
            nameof(Suite.Deactivation_IsConfirmedByTheState_AndMayBeRepeated)
        ),
        ["an unknown channel is an exception"] = (
            () =>
                new()
                {
                    Command = async (_, act, token) =>
                        await act(token) is { Outcome: CommandOutcome.Refused } ? throw new KeyNotFoundException() : CommandResult.Done,
                },
            nameof(Suite.AnUnknownChannel_IsRefused_NotThrown)
        ),
        ["a log-off is said and not done"] = (() => Nothing(SwitchOperation.Logout), nameof(Suite.LogOff_IsConfirmedByTheState)),
        ["a log-off is not told"] = (() => Drop<AgentLoggedOff>(), nameof(Suite.LogOffBehindOurBack_IsTold)),
        ["a log-off by the switch has a cause that is made up"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        [switchEvent is AgentLoggedOff told ? told with { Cause = SwitchCause.SwitchRestart } : switchEvent],
                },
            nameof(Suite.LogOffBehindOurBack_IsTold)
        ),
        ["what others change is not told"] = (() => Drop<ChannelChanged>(), nameof(Suite.WhatHappensBehindOurBack_IsTold)),
        ["news comes out of turn"] = (() => new() { News = new ShuffledEvents().Tell }, nameof(Suite.News_ComesInTheOrderOfEvents)),
        ["an interaction is never completed"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        switchEvent is InteractionChanged { Interaction.State: InteractionState.Completed } ? [] : [switchEvent],
                },
            nameof(Suite.AnInboundInteraction_IsToldFromItsBeginningToItsEnd)
        ),
        ["an interaction is completed twice"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        switchEvent is InteractionChanged { Interaction.State: InteractionState.Completed }
                            ? [switchEvent, switchEvent]
                            : [switchEvent],
                },
            nameof(Suite.AnInboundInteraction_IsToldFromItsBeginningToItsEnd)
        ),
        ["asked, it forgets interactions"] = (
            () => new() { Ask = state => state is null ? null : state with { Interactions = [] } },
            nameof(Suite.AnInboundInteraction_IsToldFromItsBeginningToItsEnd)
        ),
        ["an interaction id is used again"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        [switchEvent is InteractionChanged told ? new InteractionChanged(told.Interaction with { Id = "1" }) : switchEvent],
                },
            nameof(Suite.AnInteractionId_IsNeverUsedAgain)
        ),
        ["Hold does nothing"] = (() => Nothing(SwitchOperation.Hold), nameof(Suite.Hold_Retrieve_AndEnd_AreConfirmedByTheState)),
        ["tones are lost"] = (() => new() { Target = _ => "1" }, nameof(Suite.Tones_AreHeardByTheCustomer)),
        ["a consultation forgets whom"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        [
                            switchEvent is InteractionChanged { Interaction.Consultation: { } second } told
                                ? new InteractionChanged(told.Interaction with { Consultation = second with { Party = "" } })
                                : switchEvent,
                        ],
                },
            nameof(Suite.AConsultation_IsToldFromItsBeginning_AndTheAgentComesBack)
        ),
        ["it does what it says it cannot"] = (
            () => new() { Capabilities = known => known with { Commands = [InteractionCommand.Accept] } },
            nameof(Suite.WhatAPlatformCannotDo_ItSays)
        ),
        ["a deadline that is over is not looked at"] = (
            () => new() { Command = (_, act, _) => act(CancellationToken.None) },
            nameof(Suite.ACallWhoseDeadlineIsOver_IsCancelled)
        ),
        ["a frozen switch is believed to have obeyed"] = (
            () => new() { Command = OrDoneAsync },
            nameof(Suite.ACommandToAFrozenSwitch_EndsWithItsDeadline)
        ),
        ["a lost link is not told"] = (() => Drop<LinkLost>(), nameof(Suite.ALostLink_IsTold_AndTheWholeTruthAfterIt)),
        ["the truth is not told when the link is back"] = (
            () => Drop<AgentSnapshot>(),
            nameof(Suite.ALostLink_IsTold_AndTheWholeTruthAfterIt)
        ),
        ["without a link it says that it is available"] = (
            () => new() { IsAvailable = _ => true },
            nameof(Suite.ALostLink_IsTold_AndTheWholeTruthAfterIt)
        ),
        ["a queue that differs is not told"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        [switchEvent is ChannelChanged told ? new ChannelChanged(told.Channel with { Queues = [] }) : switchEvent],
                },
            nameof(Suite.NotReadyInOneQueue_IsReady_SaysWhere_AndReadyMendsIt)
        ),
        ["asked, it forgets queues"] = (
            () =>
                new()
                {
                    Ask = state =>
                        state is null ? null : state with { Channels = [.. state.Channels.Select(it => it with { Queues = [] })] },
                },
            nameof(Suite.ReadyInOneQueue_IsReady_SaysWhere_AndNotReadyMendsIt)
        ),
        ["one queue that is Not Ready makes the channel so"] = (
            () =>
                new()
                {
                    News = switchEvent =>
                        [
                            switchEvent is ChannelChanged { Channel.Queues.Count: > 0 } told
                                ? new ChannelChanged(told.Channel with { AgentState = AgentState.NotReady })
                                : switchEvent,
                        ],
                },
            nameof(Suite.NotReadyInOneQueue_IsReady_SaysWhere_AndReadyMendsIt)
        ),
        ["Ready does nothing for a channel that is Ready in one queue"] = (
            () => OnceOnly(SwitchOperation.Ready),
            nameof(Suite.NotReadyInOneQueue_IsReady_SaysWhere_AndReadyMendsIt)
        ),
        ["Activate does nothing for a channel that is active in one queue"] = (
            () => Nothing(SwitchOperation.Activate),
            nameof(Suite.OutOfOneQueue_IsActive_SaysWhere_AndActivateMendsIt)
        ),
        ["Ready leaves out the queues in which the channel takes no part"] = (
            () => Nothing(SwitchOperation.Ready),
            nameof(Suite.OutOfOneQueue_IsActive_AndReadyOrInactiveInAll_AfterTheCommandForIt)
        ),
        ["LinkIsBack is never raised"] = (() => new() { LinkIsBackIsNeverRaised = true }, nameof(Suite.ALinkThatIsBack_IsSaid)),
        ["the list has nobody"] = (
            () => new() { List = _ => [] },
            nameof(Suite.TheListOfAll_HasWhoIsThere_WhetherOrNotALoginHoldsThem_AndNobodyElse)
        ),
        ["letting go of an agent makes them Not Ready"] = (
            () => new() { BeforeDisposal = agent => agent.MakeNotReadyAsync("phone", reason: null, CancellationToken.None) },
            nameof(Suite.Disposal_IsSilent_ChangesNothing_AndMayBeRepeated)
        ),
        ["letting go of an agent logs them off"] = (
            () => new() { BeforeDisposal = agent => agent.LogOffAsync(reason: null, CancellationToken.None) },
            nameof(Suite.DisposingTheFirstLogin_LeavesTheNewsToTheSecond)
        ),
    };

    private static PlatformFault Nothing(SwitchOperation which) =>
        new() { Command = (operation, act, token) => operation == which ? Task.FromResult(CommandResult.Done) : act(token) };

    private static PlatformFault Refused(SwitchOperation which) =>
        new() { Command = (operation, act, token) => operation == which ? Task.FromResult(CommandResult.Refused("No.")) : act(token) };

    private static PlatformFault SecondIsRefused(SwitchOperation which)
    {
        var times = 0;
        return new()
        {
            Command = (operation, act, token) =>
                operation == which && ++times > 1 ? Task.FromResult(CommandResult.Refused("It is so already.")) : act(token),
        };
    }

    private static PlatformFault OnceOnly(SwitchOperation which)
    {
        var times = 0;
        return new()
        {
            Command = (operation, act, token) => operation == which && ++times > 1 ? Task.FromResult(CommandResult.Done) : act(token),
        };
    }

    private static PlatformFault Drop<T>()
        where T : SwitchEvent => new() { News = switchEvent => switchEvent is T ? [] : [switchEvent] };

    private static async Task<CommandResult> OrDoneAsync(
        SwitchOperation operation,
        Func<CancellationToken, Task<CommandResult>> act,
        CancellationToken token
    )
    {
        try
        {
            return await act(token);
        }
        catch (OperationCanceledException)
        {
            return CommandResult.Done;
        }
    }

    /// <summary>The usual way in which it goes wrong: only who exists costs the hash.</summary>
    private static Task<AgentIdentity?> HashOnlyForKnownAgentsAsync(IPlatform inner, AgentCredentials who, CancellationToken token)
    {
        if (who.AgentId is "1001")
        {
            Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(who.Password), new byte[16], 300_000, HashAlgorithmName.SHA512, 32);
        }

        return inner.AuthenticateAsync(who, token);
    }

    private static async Task<LogInResult> LogInNotReadyAsync(
        IPlatform inner,
        AgentIdentity agent,
        string? endpoint,
        IAgentEventSink events,
        CancellationToken token
    )
    {
        var answer = await inner.LogInAsync(agent, endpoint, events, token);
        if (answer is not LogInResult.LoggedIn loggedIn)
        {
            return answer;
        }

        await loggedIn.Agent.MakeNotReadyAsync("phone", reason: null, token);
        return loggedIn with { State = (await loggedIn.Agent.GetStateAsync(token))! };
    }
}
