using His.Bus;
using His.ChannelGroups;

namespace His.Sessions;

/// <summary>A logout that waits until no interaction is ongoing (docs/use-cases/logout.md, AF2).</summary>
/// <param name="Cause">Why.</param>
/// <param name="Reason">The logout reason, if any.</param>
internal sealed record PendingLogout(Cause Cause, ReasonGiven? Reason);

/// <content>A logout for later: begun, cancelled, run when its time has come.</content>
internal sealed partial class SessionActor
{
    private bool isPendingLogoutRunning;

    /// <summary>The logout that waits for interactions to be over, if any.</summary>
    public PendingLogout? PendingLogout { get; private set; }

    /// <inheritdoc cref="LogOutLaterAsync"/>
    public void LogOutLater(PendingLogout logout) => Unattended(LogOutLaterAsync(logout));

    /// <summary>Logs out when no interaction is ongoing any more; until then no new ones come.</summary>
    public async Task LogOutLaterAsync(PendingLogout logout)
    {
        ChangePending(logout, failure: null);
        await InTurnAsync(() => NotReadyAll.ServerSideAsync(this, reason: null, logout.Cause));
    }

    /// <summary>The agent stays after all. What was made Not Ready stays so.</summary>
    public void CancelPendingLogout() => ChangePending(null, failure: null);

    private void ChangePending(PendingLogout? logout, Failure? failure)
    {
        var cause = (logout ?? PendingLogout)?.Cause;
        if (logout == PendingLogout || cause is null || IsOver)
        {
            return;
        }

        PendingLogout = logout;
        Session.IsLogoutPending = logout is not null;
        Publish(new SessionLogoutPending(logout is not null, cause.Value, failure?.Name));
    }

    private bool IsTimeForPendingLogout => PendingLogout is not null && !isPendingLogoutRunning && RunningLogout is null && Ongoing.Count == 0;

    /// <summary>
    /// The time has come. A call that begins meanwhile is waited for too, at whichever step it was in the way; any other failure ends the
    /// wait, and is told.
    /// </summary>
    private async Task RunPendingLogoutAsync(PendingLogout logout)
    {
        Outcome<LogoutResult> outcome;
        isPendingLogoutRunning = true;
        try
        {
            outcome = await LogOutAsync(logout.Cause, logout.Reason);
        }
        finally
        {
            isPendingLogoutRunning = false;
        }

        if (outcome.IsFailure && Ongoing.Count == 0 && outcome.Failure.Code is not (FailureCode.OngoingInteraction or FailureCode.InteractionStarted or FailureCode.LoggingOut))
        {
            ChangePending(null, outcome.Failure);
        }

        OnIdle();
    }
}
