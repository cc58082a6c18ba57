using His.Bus;
using His.Persistence;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions.Actor;

namespace His.Simulation.Rules;

/// <summary>No channel is active any more if the platform can deactivate.</summary>
internal sealed class AllInactiveBeforeLogOff : Rule
{
    public override string Id => RuleIds.Step6;

    public override void OnEvent(SessionOracle session, BusEvent what) =>
        Require(
            what is not SessionDisposed disposed
                || !session.IsLoggedOffForItsEnd(disposed)
                || session.LeftActive is null
                || session.AbilitiesAtLogin != World.AtSwitch.Abilities
                || !World.Switch.Settings.Capabilities.ChannelDeactivation,
            $"{what}, and {session.LeftActive} was not deactivated"
        );
}

/// <summary>No channel is Ready, or may be, when a logout tells the switch to log the agent off.</summary>
internal sealed class NotReadyBeforeLogOff : Rule
{
    public override string Id => RuleIds.ReadyAgain;

    public override void OnCommand(RecordedCommand command)
    {
        if (command.Operation == SwitchOperation.Logout && World.Traffic.LoggingOut(command) is { } session)
        {
            var ready = session.Model.Channels.Find(it => it.Activation == Activation.Unavailable || it.AgentState == AgentState.Ready);
            Require(ready is null, $"a logout logs the agent off while {ready?.Id} is Ready, or may be");
        }
    }
}

/// <summary>Right before the first deactivation and before the log-off nothing is ongoing.</summary>
internal sealed class NothingOngoingBeforeDisposal : Rule
{
    private readonly Dictionary<string, (RunningLogout? By, SwitchOperation Operation)> _last = [];

    public override string Id => RuleIds.InteractionBegan;

    public override void OnCommand(RecordedCommand command)
    {
        if (!SwitchTraffic.ChangesState(command.Operation) || World.Traffic.LoggingOut(command) is not { } session)
        {
            return;
        }

        // Only what a logout does to a channel that is Ready again comes between its look and the log-off.
        SwitchOperation? before = _last.TryGetValue(session.Id, out var told) && told.By == session.RunningLogout ? told.Operation : null;
        _last[session.Id] = (session.RunningLogout, command.Operation);
        var hasLooked =
            command.Operation == SwitchOperation.Deactivate
                ? before is null
                : command.Operation == SwitchOperation.Logout && before is not SwitchOperation.NotReady;
        Require(
            !hasLooked || session.Model.Ongoing(World.Plan.WrapUpBlocks) is null,
            $"a logout does {command.Operation} while {session.Model.Ongoing(World.Plan.WrapUpBlocks)?.Id} is ongoing"
        );
    }
}

/// <summary>What must survive is written before it is done.</summary>
internal sealed class DurableFirst : Rule
{
    public override string Id => RuleIds.Durable;

    public override void OnEvent(SessionOracle session, BusEvent what)
    {
        var isFirst = what is ChannelDisposed && session.Model.Channels.Count(it => it.IsDisposed) == 1;
        Require(
            !isFirst
                || !session.IsEndedByLogout
                || World.Disk.IsDoubtful
                || World.Disk.Find(session.Id)?.Logout is { Phase: LogoutPhase.NoReturn },
            $"{what}, and that there is no way back was not written"
        );
    }

    public override void OnCommand(RecordedCommand command)
    {
        if (SwitchTraffic.ChangesState(command.Operation) && World.Traffic.LoggingOut(command) is { } session)
        {
            Require(
                World.Disk.IsDoubtful || World.Disk.Find(session.Id)?.Logout is not null,
                $"a logout does {command.Operation}, and that it is meant was not written"
            );
        }
    }

    public override void OnResponse(Response response)
    {
        if (response is { Failure: null, Request: { Method: "session.request.login" } asked, Link.Session: { } session })
        {
            Require(
                World.Disk.IsDoubtful || World.Disk.Find(session.Id) is not null,
                $"{response.Link}: {asked} has succeeded, and the session was not written"
            );
        }
    }
}
