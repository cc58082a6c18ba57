using His.Bus;
using His.ChannelGroups;
using His.Interactions;
using His.Platform;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>What becomes of interactions that are ongoing when somebody else logs an agent out.</summary>
public enum OngoingInteractions
{
    /// <summary>They are in the way: nothing happens.</summary>
    Refuse,

    /// <summary>The logout waits until they are over; the agent gets no new ones.</summary>
    Wait,

    /// <summary>They are ended first. Customers lose their calls.</summary>
    End,
}

/// <summary>What a supervisor, or another program, asks for.</summary>
/// <param name="Cause">Why; the agent is told in words.</param>
/// <param name="OrderedBy">Who asks, for the journal and the log.</param>
/// <param name="Reason">The logout reason for the switch, if any.</param>
/// <param name="Interactions">What becomes of ongoing interactions.</param>
public sealed record LogoutOrder(Cause Cause, string OrderedBy, ReasonGiven? Reason, OngoingInteractions Interactions);

/// <summary>
/// The use case Forced Logout (docs/use-cases/forced-logout.md).
/// <list type="number">
/// <item>A logout that runs is waited for. If it succeeds, there is nothing left to do.</item>
/// <item>Ongoing interactions: EF1 where they are in the way, AF1 where they are waited for, AF2 where they are ended.</item>
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
        // 1. A logout that runs.
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
                await session.Logouts.DeferAsync(new PendingLogout(order.Cause, order.Reason)); // AF1
                return LogoutResult.Later;
            case OngoingInteractions.End when session.Ongoing.Count > 0:
                await session.Commands.RunExclusivelyAsync(() => NotReadyAll.ServerSideAsync(session, reason: null, order.Cause)); // lest new ones come
                foreach (var interaction in session.ChannelGroup.Interactions.ToList())
                {
                    await EndAsync(session, interaction); // AF2; what cannot be ended is found by the logout itself
                }

                break;
        }

        // 3. Logout.
        return await session.Logouts.RunAsync(order.Cause, order.Reason);
    }

    private static async Task EndAsync(SessionActor session, InteractionWorkflow interaction)
    {
        // A call has up to three ends: the second party is sent away, the first is parted from, the wrap-up is finished.
        for (var rest = 0; rest < 3 && interaction.State != InteractionState.Completed; rest++)
        {
            if ((await HandleInteraction.RunAsync(session, interaction.Id, NextEnd(interaction.Interaction))).IsFailure)
            {
                return;
            }
        }
    }

    private static InteractionCommand NextEnd(Interaction interaction) => (interaction.State, interaction.Consultation?.State) switch
    {
        (InteractionState.Alerting, _) => InteractionCommand.Reject,
        (InteractionState.Ended, _) => InteractionCommand.Complete,
        (_, ConsultationState.Dialing or ConsultationState.Connected) => InteractionCommand.CancelConsultation,
        _ => InteractionCommand.End,
    };
}
