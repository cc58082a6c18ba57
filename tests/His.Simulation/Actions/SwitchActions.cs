using His.Platform;
using His.Platform.Simulator;

namespace His.Simulation.Actions;

/// <summary>A customer comes, if the agent is Ready.</summary>
internal sealed record OfferInteraction(ChannelType Type) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.Parties.OfferInteraction(AgentId, Type, "+4930", null);
}

/// <summary>A customer comes, whatever the agent's state is.</summary>
internal sealed record OfferInteractionAnyway(string ChannelId) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.Parties.OfferInteractionAnyway(AgentId, ChannelId, "+4940", null);
}

/// <summary>A customer hangs up.</summary>
internal sealed record CustomerHangsUp(Pick Interaction) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world)
    {
        if (Interaction.Of(world.Truth(Agent).Interactions) is { } interaction)
        {
            world.Switch.Parties.EndByCustomer(interaction.Id);
        }
    }
}

/// <summary>The called party answers.</summary>
internal sealed record FarSideAnswers(Pick Interaction) : SwitchAction
{
    protected override void Happen(World world)
    {
        if (Interaction.Of(world.Truth(Agent).Interactions) is { } interaction)
        {
            world.Switch.Parties.AnswerByFarSide(interaction.Id);
        }
    }
}

/// <summary>The agent takes the receiver off.</summary>
internal sealed record AgentAnswersAtTelephone(Pick Interaction) : SwitchAction
{
    protected override void Happen(World world)
    {
        if (Interaction.Of(world.Truth(Agent).Interactions) is { } interaction)
        {
            world.Switch.AcceptByTelephone(interaction.Id);
        }
    }
}

/// <summary>The second party of a consultation answers.</summary>
internal sealed record SecondPartyAnswers : SwitchAction
{
    protected override void Happen(World world)
    {
        if (world.Consulting(Agent) is { } interaction)
        {
            world.Switch.Parties.AnswerBySecondParty(interaction);
        }
    }
}

/// <summary>The second party of a consultation hangs up.</summary>
internal sealed record SecondPartyHangsUp : SwitchAction
{
    protected override void Happen(World world)
    {
        if (world.Consulting(Agent) is { } interaction)
        {
            world.Switch.Parties.EndBySecondParty(interaction);
        }
    }
}

/// <summary>The agent logs on at the switch itself, past HIS.</summary>
internal sealed record SwitchLogsOn : SwitchAction
{
    protected override void Happen(World world)
    {
        if (world.Switch.LogInByItself(AgentId))
        {
            world.AtSwitch.AllowGhost(Agent);
        }
    }
}

/// <summary>The switch logs the agent off.</summary>
internal sealed record SwitchLogsOff(SwitchCause Cause) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world)
    {
        world.AtSwitch.IsLoggedOffBySwitch[Agent] |= world.Truth(Agent).LoggedOn;
        world.AtSwitch.Causes.Add(Cause);
        world.Switch.LogOutByItself(AgentId, cause: Cause);
    }
}

/// <summary>The switch makes all channels of the agent Not Ready.</summary>
internal sealed record SwitchMakesNotReady : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.MakeNotReadyByItself(AgentId);
}

/// <summary>The switch makes a channel Ready.</summary>
internal sealed record SwitchMakesReady(string ChannelId) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.MakeReadyByItself(AgentId, ChannelId);
}

/// <summary>The switch activates a channel.</summary>
internal sealed record SwitchActivates(string ChannelId) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.ActivateByItself(AgentId, ChannelId);
}

/// <summary>The switch deactivates a channel, whatever it carries.</summary>
internal sealed record SwitchDeactivates(string ChannelId) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.DeactivateByItself(AgentId, ChannelId);
}

/// <summary>The switch changes the state of a channel in one of its queues alone.</summary>
internal sealed record SwitchChangesQueue(string ChannelId, string Queue, AgentState? State) : SwitchAction
{
    public override bool CanBeUnheard => true;

    protected override void Happen(World world) => world.Switch.SetQueueByItself(AgentId, ChannelId, new SwitchQueueState(Queue, State));
}

/// <summary>The switch tells its last event of the agent once more.</summary>
internal sealed record SwitchRepeatsEvent : SwitchAction
{
    protected override void Happen(World world)
    {
        world.AtSwitch.HasLostNews[Agent] |= world.AtSwitch.HasMissedNews[Agent]; // the last event that was heard may be wrong by now
        world.Switch.TellLastNewsAgain(AgentId);
    }
}

/// <summary>From now on something goes wrong at the switch, so often.</summary>
internal sealed record InjectFault(Fault Fault) : SwitchAction
{
    protected override void Happen(World world) => world.Switch.Faults.TryAdd(Fault, out _);
}

/// <summary>The link to the switch is lost.</summary>
internal sealed record LoseLink : SwitchAction
{
    protected override void Happen(World world)
    {
        world.AtSwitch.HasLostLink = true;
        world.Switch.LoseLink();
    }
}

/// <summary>The link to the switch is there again.</summary>
internal sealed record RestoreLink : SwitchAction
{
    protected override void Happen(World world) => world.Switch.RestoreLink();
}

/// <summary>The switch forgets everybody, and is there again at once.</summary>
internal sealed record RestartSwitch : SwitchAction
{
    protected override void Happen(World world)
    {
        world.AtSwitch.HasLostLink = true;
        world.AtSwitch.Causes.Add(SwitchCause.SwitchRestart);
        world.Switch.LoseLink();
        for (var agent = 0; agent < world.Plan.Agents; agent++)
        {
            world.AtSwitch.IsLoggedOffBySwitch[agent] |= world.Truth(agent).LoggedOn;
            world.Switch.LogOutByItself(World.AgentId(agent), cause: SwitchCause.SwitchRestart);
        }

        world.Switch.RestoreLink(isAfterRestart: true);
    }
}

/// <summary>The switch wants another reason, or none: at a logout, for Not Ready.</summary>
internal sealed record ChangePolicy(PolicyChange? LogoutReason, PolicyChange? NotReadyReason) : SwitchAction
{
    protected override void Happen(World world)
    {
        world.AtSwitch.Policies++;
        world.Switch.ChangeSettings(new SettingsChange(LogoutReason: LogoutReason, NotReadyReason: NotReadyReason));
    }
}

/// <summary>The switch can deactivate channels from now on, or cannot.</summary>
internal sealed record ChangeDeactivation(bool IsPossible) : SwitchAction
{
    protected override void Happen(World world)
    {
        world.AtSwitch.Abilities++;
        world.Switch.ChangeSettings(new SettingsChange(ChannelDeactivation: IsPossible));
    }
}

/// <summary>Interactions have a wrap-up from now on, or have none.</summary>
internal sealed record ChangeWrapUp(bool HasWrapUp) : SwitchAction
{
    protected override void Happen(World world) => world.Switch.ChangeSettings(new SettingsChange(WrapUp: HasWrapUp));
}
