using His.Bus;
using His.ChannelGroups;
using His.Interactions;
using His.Platform;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>How ongoing interactions are treated when somebody else logs an agent out.</summary>
public enum OngoingInteractions
{
    /// <summary>They block the logout: nothing happens.</summary>
    Refuse,

    /// <summary>The logout waits until they are over; the agent gets no new ones.</summary>
    Wait,

    /// <summary>They are ended first. Calls are cut off.</summary>
    End,
}

/// <summary>An order of a supervisor, or of another program, to log an agent out.</summary>
/// <param name="Cause">The cause; MediaBar shows it to the agent in words.</param>
/// <param name="OrderedBy">The originator, for the journal and the log.</param>
/// <param name="Reason">The logout reason for the switch; null for none.</param>
/// <param name="Interactions">How ongoing interactions are treated.</param>
public sealed record LogoutOrder(Cause Cause, string OrderedBy, ReasonGiven? Reason, OngoingInteractions Interactions);

/// <summary>
/// The use case Forced Logout (docs/use-cases/forced-logout.md).
/// <list type="number">
/// <item>Waits for a running logout. If it succeeds, there is nothing left to do.</item>
/// <item>Ongoing interactions: EF1 if they block the logout, AF1 if it waits for them, AF2 if they are ended.</item>
/// <item>Logout from its step 5, with the cause and the reason of the order; its error flows are EF2.</item>
/// </list>
/// </summary>
internal static class ForcedLogout
{
    public static async Task<Outcome<LogoutResult>> RunAsync(SessionActor session, LogoutOrder order)
    {
        var outcome = await CarryOutAsync(session, order);
        if (outcome.IsFailure)
        {
            session.Recorder.Refused(order, outcome.Failure);
        }

        return outcome;
    }

    private static async Task<Outcome<LogoutResult>> CarryOutAsync(SessionActor session, LogoutOrder order)
    {
        // 1. A running logout.
        while (session.Logouts.Running is { } running)
        {
            await running.Ended;
        }

        if (session.IsOver)
        {
            return LogoutResult.ByAnother;
        }

        session.Logouts.OrderedBy = order.OrderedBy;

        // 2. Ongoing interactions.
        switch (order.Interactions)
        {
            case OngoingInteractions.Wait when session.Ongoing.Count > 0:
                await session.Logouts.DeferAsync(new PendingLogout(order.Cause, ReasonsGiven.Of(order.Reason, byPlatform: null))); // AF1
                return LogoutResult.Later;
            case OngoingInteractions.End when session.Ongoing.Count > 0:
                await session.Commands.RunExclusivelyAsync(() => NotReadyAll.ServerSideAsync(session, order.Cause)); // to prevent new ones
                foreach (var interaction in session.ChannelGroup.Interactions.ToList())
                {
                    await EndAsync(session, interaction); // AF2; the logout itself detects those that could not be ended
                }

                break;
        }

        // 3. Logout.
        return await session.Logouts.RunAsync(order.Cause, ReasonsGiven.Of(order.Reason, byPlatform: null));
    }

    private static async Task EndAsync(SessionActor session, InteractionWorkflow interaction)
    {
        // Ending a call takes up to three commands: cancel the consultation, end the call, complete the wrap-up.
        for (var rest = 0; rest < 3 && interaction.State != InteractionState.Completed; rest++)
        {
            if ((await HandleInteraction.RunAsync(session, interaction.Id, NextEnd(interaction.Interaction))).IsFailure)
            {
                return;
            }
        }
    }

    private static InteractionCommand NextEnd(Interaction interaction) =>
        (interaction.State, interaction.Consultation?.State) switch
        {
            (InteractionState.Alerting, _) => InteractionCommand.Reject,
            (InteractionState.Ended, _) => InteractionCommand.Complete,
            (_, ConsultationState.Dialing or ConsultationState.Connected) => InteractionCommand.CancelConsultation,
            _ => InteractionCommand.End,
        };
}
