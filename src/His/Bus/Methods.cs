using System.Collections.Frozen;
using His.ChannelGroups;
using His.Channels;
using His.Interactions;
using His.Platform;
using His.Sessions;

namespace His.Bus;

/// <summary>The table from method to flow: all requests of the bus.</summary>
internal static class Methods
{
    public static FrozenDictionary<string, Method> Table { get; } = new Method[]
    {
        new Method<LoginParams, LoginResult>("session.request.login", Concurrency.BeforeLogin, BusJsonOptions.Context.LoginParams, BusJsonOptions.Context.LoginResult,
            (session, request, login) => new BasicLogin(session, request.Dispatcher.Core).RunAsync(login)),
        new Method<ResumeParams, ResumeResult>("session.request.resume", Concurrency.BeforeLogin, BusJsonOptions.Context.ResumeParams, BusJsonOptions.Context.ResumeResult, Resume.RunAsync),
        new Method<LogoutParams, LogoutResult>("session.request.logout", Concurrency.Logout, BusJsonOptions.Context.LogoutParams, BusJsonOptions.Context.LogoutResult, Logout.RunAsync),
        new Method<NoParams, Empty>("session.request.cancellogout", Concurrency.Immediate, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.Empty, CancelLogout.RunAsync),
        new Method<NoParams, LogoutPlanResult>("session.request.logoutplan", Concurrency.Immediate, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.LogoutPlanResult, LogoutPlan.RunAsync),
        new Method<NoParams, PingResult>("session.request.ping", Concurrency.BeforeLogin, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.PingResult, (session, _) => Task.FromResult<Outcome<PingResult>>(new PingResult(session.Now))),
        new Method<ChannelParams, Empty>("channelgroup.request.activate", Concurrency.Queued, BusJsonOptions.Context.ChannelParams, BusJsonOptions.Context.Empty, ActivateChannel.RunAsync),
        new Method<ChannelParams, Empty>("channelgroup.request.deactivate", Concurrency.Queued, BusJsonOptions.Context.ChannelParams, BusJsonOptions.Context.Empty, DeactivateChannel.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.activateall", Concurrency.Queued, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.Empty, ActivateAll.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.deactivateall", Concurrency.Queued, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.Empty, DeactivateAll.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.ready", Concurrency.Queued, BusJsonOptions.Context.NoParams, BusJsonOptions.Context.Empty, ReadyAll.RunAsync),
        new Method<ReasonParams, Empty>("channelgroup.request.notready", Concurrency.Queued, BusJsonOptions.Context.ReasonParams, BusJsonOptions.Context.Empty, NotReadyAll.RunAsync),
        new Method<ChannelParams, Empty>("channel.request.ready", Concurrency.Queued, BusJsonOptions.Context.ChannelParams, BusJsonOptions.Context.Empty, GoReady.RunAsync),
        new Method<ChannelReasonParams, Empty>("channel.request.notready", Concurrency.Queued, BusJsonOptions.Context.ChannelReasonParams, BusJsonOptions.Context.Empty, GoNotReady.RunAsync),
        new Method<DialParams, DialResult>("channel.request.dial", Concurrency.Queued, BusJsonOptions.Context.DialParams, BusJsonOptions.Context.DialResult, Dial.RunAsync),
        Interaction("accept", InteractionCommand.Accept),
        Interaction("reject", InteractionCommand.Reject),
        Interaction("hold", InteractionCommand.Hold),
        Interaction("retrieve", InteractionCommand.Retrieve),
        Interaction("end", InteractionCommand.End),
        Interaction("complete", InteractionCommand.Complete),
        Towards("transfer", InteractionCommand.Transfer),
        Towards("consult", InteractionCommand.Consult),
        Interaction("completetransfer", InteractionCommand.CompleteTransfer),
        Interaction("cancelconsultation", InteractionCommand.CancelConsultation),
        Interaction("conference", InteractionCommand.Conference),
        new Method<DigitsParams, Empty>("interaction.request.senddigits", Concurrency.PerInteraction, BusJsonOptions.Context.DigitsParams, BusJsonOptions.Context.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, InteractionCommand.SendDigits, parameters.Digits)),
    }.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    private static Method<InteractionParams, Empty> Interaction(string verb, InteractionCommand command) =>
        new($"interaction.request.{verb}", Concurrency.PerInteraction, BusJsonOptions.Context.InteractionParams, BusJsonOptions.Context.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command));

    private static Method<DestinationParams, Empty> Towards(string verb, InteractionCommand command) =>
        new($"interaction.request.{verb}", Concurrency.PerInteraction, BusJsonOptions.Context.DestinationParams, BusJsonOptions.Context.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command, parameters.Destination));
}
