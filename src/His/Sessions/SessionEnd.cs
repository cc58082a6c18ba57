using His.Bus;
using His.ChannelGroups;
using His.Platform;
using His.Switching;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>Why the switch has logged an agent off: by itself, or for a logout whose last steps had to wait for an interaction.</summary>
internal sealed record LogOffOrigin(Cause Cause, Reason? Reason)
{
    public static LogOffOrigin Switch { get; } = new(Cause.SwitchInitiated, Reason: null);

    /// <summary>Whether it was not for a logout.</summary>
    public bool IsBySwitch => Cause is Cause.SwitchInitiated or Cause.SwitchRestart or Cause.StationOutOfService or Cause.Reconciled;

    /// <summary>While HIS was not there: it asks and learns that it is so.</summary>
    public static LogOffOrigin WhileDown { get; } = new(Cause.Reconciled, Reason: null);
}

/// <content>How a session ends without being asked by its agent, and what is left to do when it does.</content>
internal sealed partial class SessionActor
{
    /// <summary>
    /// Looks whether the switch has logged the agent off by itself (decision R14): then steps 7 to 10 of Logout run, but not while an
    /// interaction is ongoing (I1) or another command is at work.
    /// </summary>
    public void OnIdle()
    {
        if (isLoggedIn && !IsOver && !isEnding && RunningLogout is null && IsFinished)
        {
            isEnding = true;
            Unattended(EndAsync());
        }
        else if (isLoggedIn && !IsOver && IsTimeForPendingLogout)
        {
            Unattended(RunPendingLogoutAsync(PendingLogout!));
        }

        if (isLoggedIn && !IsOver && RunningLogout is null && !Session.IsLoggedOn && Ongoing.Count > 0)
        {
            foreach (var channel in ChannelGroup.Channels)
            {
                channel.ApplyLogOff(LoggedOff.Cause); // an interaction keeps the session, and work comes no more
            }
        }
    }

    /// <summary>Asks the switch again and again until it answers, then takes its word.</summary>
    public void ReconcileLater()
    {
        if (!isReconciling && isLoggedIn && !IsOver)
        {
            isReconciling = true;
            Unattended(ReconcileAsync());
        }
    }

    /// <summary>Step 9 of Logout, and the end of this workflow. May be called twice.</summary>
    public void Dispose(Cause cause, Reason? reason)
    {
        if (isOver)
        {
            return;
        }

        endedBy = cause;
        RunDisposalStep(() => Publish(new SessionDisposed(Session.Id, cause, reason)));
        RunDisposalStep(() => Recorder.Ended(cause));
        isOver = true; // whatever became of that
        Core.Sessions.Leave(Session.Agent.Id, this);
        Core.IdempotencyCache.DropLater(book);
        Core.ResumeTokens.Forget(usedToken);
        Core.ResumeTokens.End(usedToken is { UsedBy: not null } ? usedToken : null, cause);
        Core.ResumeTokens.End(token, cause);
        Presence.Dispose();
        ended.Cancel();
        _ = ReleaseAgentAsync();
        Changed.Raise();
        LogEnded(Core.Log, Session.Id, cause);
    }

    /// <summary>Does a part of the disposal; what goes wrong in it does not stop the rest (rule 8).</summary>
    public void RunDisposalStep(Action disposal)
    {
        try
        {
            disposal();
        }
        catch (Exception defect)
        {
            // Behind the point of no return nothing may refuse: written down, and on to the next part.
            LogDisposalDefect(Core.Log, defect);
        }
    }

    private bool IsFinished => !Session.IsLoggedOn && Ongoing.Count == 0;

    private async Task EndAsync()
    {
        using (await turn.EnterAsync())
        {
            isEnding = false;
            if (!IsOver && IsFinished)
            {
                Disposal.Run(this, LoggedOff.Cause, LoggedOff.Reason);
            }
        }

        CloseIfOver();
    }

    private async Task HoldForTakeoverAsync(TaskCompletionSource<Takeover> asked)
    {
        if (session?.State == SessionState.LoggingOut || RunningLogout is not null)
        {
            asked.SetResult(new Takeover { IsRefused = true });
            return;
        }

        using (await turn.EnterAsync())
        {
            var takeover = new Takeover { Channels = session is null ? [] : session.ChannelGroup.View().Channels };
            var toBeFound = agent as DetachedAgent;
            toBeFound?.Suspend();
            asked.SetResult(takeover);
            if (await takeover.Decision && !IsOver)
            {
                Recorder.HandedOver();
                Disposal.Run(this, Cause.TakenOver, reason: null);
            }

            if (!IsOver)
            {
                toBeFound?.Resume();
            }

            CloseIfOver();
            takeover.Done();
        }
    }

    private async Task ReconcileAsync()
    {
        try
        {
            do
            {
                await Task.Delay(Core.Options.RetryInterval, Core.Time, ended.Token);
            }
            while (!await Switch.RefreshAsync());
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
        finally
        {
            isReconciling = false;
        }
    }

    /// <summary>Lets go of the agent at the switch. Nobody waits for it.</summary>
    private async Task ReleaseAgentAsync()
    {
        try
        {
            await Agent.DisposeAsync();
        }
        catch (Exception defect)
        {
            LogDisposalDefect(Core.Log, defect);
        }
    }

    private void CloseIfOver()
    {
        if (isOver && connection is { } open)
        {
            connection = null;
            open.Close(endedBy switch
            {
                Cause.AgentRequest => CloseCode.LoggedOut,
                Cause.TakenOver => CloseCode.TakenOver,
                Cause.ConnectionLost => CloseCode.PresenceLost,
                Cause.Supervisor or Cause.Inactivity or Cause.AgentRemoved or Cause.Maintenance => CloseCode.LoggedOutBySupervisor,
                _ => CloseCode.LoggedOutBySwitch,
            });
        }
    }
}
