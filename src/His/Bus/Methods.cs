using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using His.ChannelGroups;
using His.Channels;
using His.Interactions;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>The table from method to flow: all requests of the bus.</summary>
internal static class Methods
{
    public static FrozenDictionary<string, Method> Table { get; } =
        new Method[]
        {
            Of(
                "session.request.login",
                Concurrency.BeforeLogin,
                Json.LoginParams,
                Json.LoginResult,
                (session, request, login) => new BasicLogin(session, request.Dispatcher.Core).RunAsync(login)
            ),
            Of("session.request.resume", Concurrency.BeforeLogin, Json.ResumeParams, Json.ResumeResult, Resume.RunAsync),
            Of("session.request.logout", Concurrency.Logout, Json.LogoutParams, Json.LogoutResult, Logout.RunAsync),
            Of("session.request.cancellogout", Concurrency.Immediate, Json.NoParams, Json.Empty, CancelLogout.RunAsync),
            Of("session.request.logoutplan", Concurrency.Immediate, Json.NoParams, Json.LogoutPlanResult, LogoutPlan.RunAsync),
            Of(
                "session.request.ping",
                Concurrency.BeforeLogin,
                Json.NoParams,
                Json.PingResult,
                (session, _) => Task.FromResult<Outcome<PingResult>>(new PingResult(session.Now))
            ),
            Of("channelgroup.request.activate", Concurrency.Queued, Json.ChannelParams, Json.Empty, ActivateChannel.RunAsync),
            Of("channelgroup.request.deactivate", Concurrency.Queued, Json.ChannelParams, Json.Empty, DeactivateChannel.RunAsync),
            Of("channelgroup.request.activateall", Concurrency.Queued, Json.NoParams, Json.Empty, ActivateAll.RunAsync),
            Of("channelgroup.request.deactivateall", Concurrency.Queued, Json.NoParams, Json.Empty, DeactivateAll.RunAsync),
            Of("channelgroup.request.ready", Concurrency.Queued, Json.NoParams, Json.Empty, ReadyAll.RunAsync),
            Of("channelgroup.request.notready", Concurrency.Queued, Json.ReasonParams, Json.Empty, NotReadyAll.RunAsync),
            Of("channel.request.ready", Concurrency.Queued, Json.ChannelParams, Json.Empty, GoReady.RunAsync),
            Of("channel.request.notready", Concurrency.Queued, Json.ChannelReasonParams, Json.Empty, GoNotReady.RunAsync),
            Of("channel.request.dial", Concurrency.Queued, Json.DialParams, Json.DialResult, Dial.RunAsync),
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
            Of(
                "interaction.request.senddigits",
                Concurrency.PerInteraction,
                Json.DigitsParams,
                Json.Empty,
                (session, parameters) =>
                    HandleInteraction.RunAsync(session, parameters.InteractionId, InteractionCommand.SendDigits, parameters.Digits)
            ),
        }.ToFrozenDictionary(method => method.Name, StringComparer.Ordinal);

    private static BusJson Json => BusJsonOptions.Context;

    private static Method<TParams, TResult> Of<TParams, TResult>(
        string name,
        Concurrency concurrency,
        JsonTypeInfo<TParams> paramsType,
        JsonTypeInfo<TResult> resultType,
        Func<SessionActor, TParams, Task<Outcome<TResult>>> flow
    )
        where TParams : RequestParams
        where TResult : class => Of(name, concurrency, paramsType, resultType, (session, _, parameters) => flow(session, parameters));

    private static Method<TParams, TResult> Of<TParams, TResult>(
        string name,
        Concurrency concurrency,
        JsonTypeInfo<TParams> paramsType,
        JsonTypeInfo<TResult> resultType,
        Func<SessionActor, Request, TParams, Task<Outcome<TResult>>> flow
    )
        where TParams : RequestParams
        where TResult : class => new Method<TParams, TResult>(name, concurrency, paramsType, resultType, flow);

    private static Method<InteractionParams, Empty> Interaction(string verb, InteractionCommand command) =>
        Of(
            $"interaction.request.{verb}",
            Concurrency.PerInteraction,
            Json.InteractionParams,
            Json.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command)
        );

    private static Method<DestinationParams, Empty> Towards(string verb, InteractionCommand command) =>
        Of(
            $"interaction.request.{verb}",
            Concurrency.PerInteraction,
            Json.DestinationParams,
            Json.Empty,
            (session, parameters) => HandleInteraction.RunAsync(session, parameters.InteractionId, command, parameters.Destination)
        );
}
