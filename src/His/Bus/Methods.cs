using System.Collections.Frozen;
using His.ChannelGroups;
using His.Channels;
using His.Interactions;
using His.Platform;
using His.Sessions;

namespace His.Bus;

/// <summary>The table from method to flow: everything a client can ask for.</summary>
internal static class Methods
{
    public static FrozenDictionary<string, Method> Table { get; } = new Method[]
    {
        new Method<LoginParams, LoginResult>("session.request.login", Order.BeforeLogin, Wire.Json.LoginParams, Wire.Json.LoginResult, BasicLogin.RunAsync),
        new Method<ResumeParams, ResumeResult>("session.request.resume", Order.BeforeLogin, Wire.Json.ResumeParams, Wire.Json.ResumeResult, Resume.RunAsync),
        new Method<LogoutParams, LogoutResult>("session.request.logout", Order.Logout, Wire.Json.LogoutParams, Wire.Json.LogoutResult, Logout.RunAsync),
        new Method<NoParams, Empty>("session.request.cancellogout", Order.AtOnce, Wire.Json.NoParams, Wire.Json.Empty, CancelLogout.RunAsync),
        new Method<NoParams, LogoutPlanResult>("session.request.logoutplan", Order.AtOnce, Wire.Json.NoParams, Wire.Json.LogoutPlanResult, LogoutPlan.RunAsync),
        new Method<NoParams, PingResult>("session.request.ping", Order.BeforeLogin, Wire.Json.NoParams, Wire.Json.PingResult, (session, _) => Task.FromResult<Outcome<PingResult>>(new PingResult(session.Now))),
        new Method<ChannelParams, Empty>("channelgroup.request.activate", Order.InTurn, Wire.Json.ChannelParams, Wire.Json.Empty, ActivateChannel.RunAsync),
        new Method<ChannelParams, Empty>("channelgroup.request.deactivate", Order.InTurn, Wire.Json.ChannelParams, Wire.Json.Empty, DeactivateChannel.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.activateall", Order.InTurn, Wire.Json.NoParams, Wire.Json.Empty, ActivateAll.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.deactivateall", Order.InTurn, Wire.Json.NoParams, Wire.Json.Empty, DeactivateAll.RunAsync),
        new Method<NoParams, Empty>("channelgroup.request.ready", Order.InTurn, Wire.Json.NoParams, Wire.Json.Empty, ReadyAll.RunAsync),
        new Method<ReasonParams, Empty>("channelgroup.request.notready", Order.InTurn, Wire.Json.ReasonParams, Wire.Json.Empty, NotReadyAll.RunAsync),
        new Method<ChannelParams, Empty>("channel.request.ready", Order.InTurn, Wire.Json.ChannelParams, Wire.Json.Empty, GoReady.RunAsync),
        new Method<ChannelReasonParams, Empty>("channel.request.notready", Order.InTurn, Wire.Json.ChannelReasonParams, Wire.Json.Empty, GoNotReady.RunAsync),
        new Method<DialParams, DialResult>("channel.request.dial", Order.InTurn, Wire.Json.DialParams, Wire.Json.DialResult, Dial.RunAsync),
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
        new Method<DigitsParams, Empty>("interaction.request.senddigits", Order.Alongside, Wire.Json.DigitsParams, Wire.Json.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, InteractionCommand.SendDigits, parameters.Digits)),
    }.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    private static Method<InteractionParams, Empty> Interaction(string verb, InteractionCommand command) =>
        new($"interaction.request.{verb}", Order.Alongside, Wire.Json.InteractionParams, Wire.Json.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command));

    private static Method<DestinationParams, Empty> Towards(string verb, InteractionCommand command) =>
        new($"interaction.request.{verb}", Order.Alongside, Wire.Json.DestinationParams, Wire.Json.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command, parameters.Destination));
}
