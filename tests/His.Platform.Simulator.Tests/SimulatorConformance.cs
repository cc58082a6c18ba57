using His.Platform.Conformance;

namespace His.Platform.Simulator.Tests;

/// <summary>The simulator keeps the contract on its telephone, at once and without any delay.</summary>
public sealed class PhoneConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() => new(new SimulatorBed("phone", ChannelType.Telephony));
}

/// <summary>It keeps it on a channel without endpoints, whose channels begin inactive, and when it takes its time.</summary>
public sealed class SlowChatConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
        new(
            new SimulatorBed(
                "chat",
                ChannelType.Chat,
                new SimulatorOptions
                {
                    Latency = TimeSpan.FromMilliseconds(5),
                    StartInactive = true,
                    WrapUp = false,
                }
            )
        );
}

/// <summary>It keeps it as a switch that has no channels to deactivate, and where the telephone does most.</summary>
public sealed class UndividedConformance : PlatformConformance
{
    protected override ValueTask<IConformanceSwitch> PrepareSwitchAsync() =>
        new(
            new SimulatorBed(
                "phone",
                ChannelType.Telephony,
                change: new SettingsChange(
                    ChannelDeactivation: false,
                    Commands: [InteractionCommand.Accept, InteractionCommand.Reject, InteractionCommand.End, InteractionCommand.Complete],
                    Dialing: false
                )
            )
        );
}

/// <summary>The simulator as the suite works it.</summary>
internal sealed class SimulatorBed : IConformanceSwitch
{
    private readonly SimulatedSwitch _simulated;
    private readonly ChannelType _type;

    public SimulatorBed(
        string channelId,
        ChannelType type,
        SimulatorOptions? options = null,
        SettingsChange? change = null,
        PlatformFault? fault = null
    )
    {
        this._type = type;
        ChannelId = channelId;
        _simulated = new SimulatedSwitch(options ?? new SimulatorOptions(), TimeProvider.System);
        _simulated.ChangeSettings(change ?? new SettingsChange());
        Platform = fault is null ? _simulated : new FaultyPlatform(_simulated, fault);
    }

    public SimulatedSwitch Simulated => _simulated;

    public IPlatform Platform { get; }

    public AgentCredentials Agent => new("1001", _simulated.Password);

    public string? Endpoint => null;

    public string ChannelId { get; }

    public AgentCredentials? OtherAgent => _type is ChannelType.Telephony ? new("1002", _simulated.Password) : null;

    public string? UnknownEndpoint => "not an endpoint";

    public Reason? NotReadyReason => new("LUNCH", Text: null, Label: "Lunch");

    public string? SecondParty => "200";

    public bool CanHearTones => true;

    public IReadOnlyList<string> Queues => SimulatedSwitch.Queues;

    public Task OfferAsync(string party) => Do(_simulated.Parties.OfferInteraction(Agent.AgentId, _type, party) is not null);

    public async Task AcceptAsync(IPlatformAgent agent, string interactionId) =>
        Assert.Equal(
            CommandResult.Done,
            await agent.ExecuteAsync(interactionId, InteractionCommand.Accept, target: null, CancellationToken.None)
        );

    public Task HangUpAsCustomerAsync(string interactionId) => Do(_simulated.Parties.EndByCustomer(interactionId));

    public Task HangUpAsSecondPartyAsync() =>
        Do(_simulated.Parties.EndBySecondParty(Assert.Single(_simulated.Look(Agent.AgentId)!.Interactions).Id));

    public Task HearTonesAsync(string interactionId, string digits) =>
        Do(Assert.Single(_simulated.GetState(Agent.AgentId)!.Interactions, it => it.Id == interactionId).Digits == digits);

    public Task SetReadyBehindOurBackAsync(bool ready) =>
        Do(ready ? _simulated.MakeReadyByItself(Agent.AgentId, ChannelId) : _simulated.MakeNotReadyByItself(Agent.AgentId));

    public Task SetQueueBehindOurBackAsync(string queue, AgentState? state) =>
        Do(_simulated.SetQueueByItself(Agent.AgentId, ChannelId, new(queue, state)));

    public Task LogOffBehindOurBackAsync() => Do(_simulated.LogOutByItself(Agent.AgentId));

    public Task FreezeAsync()
    {
        foreach (var operation in Enum.GetValues<SwitchOperation>())
        {
            _simulated.Faults.Add(new Fault(operation, FaultBehaviour.Hang, Times: 1000));
        }

        return Task.CompletedTask;
    }

    public Task ThawAsync()
    {
        _simulated.Faults.Clear();
        return Task.CompletedTask;
    }

    public Task CutLinkAsync()
    {
        _simulated.LoseLink();
        return Task.CompletedTask;
    }

    public Task MendLinkAsync()
    {
        _simulated.RestoreLink();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _simulated.DisposeAsync();

    private static Task Do(bool wasDone)
    {
        Assert.True(wasDone, "The simulator did not do what its hands asked for.");
        return Task.CompletedTask;
    }
}
