using System.Text.Json;
using System.Text.Json.Serialization;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace His.Server.Http;

/// <summary>Every type that travels over HTTP. As strict as the bus: what is unknown, doubled or missing is refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(UtcTime), typeof(Named<ChannelType>), typeof(Named<ReasonRequirement>), typeof(Named<SwitchOperation>), typeof(Named<FaultBehaviour>),
        typeof(Named<InteractionCommand>), typeof(Named<InteractionDirection>), typeof(Named<InteractionState>), typeof(Named<ConsultationState>),
        typeof(Named<Activation>), typeof(Named<AgentState>), typeof(Named<Cause>), typeof(Named<OrderedCause>), typeof(Named<OngoingInteractions>),
        typeof(Named<CalledParty>),
    ])]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(IReadOnlyList<SessionEntry>))]
[JsonSerializable(typeof(LogoutOrdered))]
[JsonSerializable(typeof(LogoutResult))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(OfferInteraction))]
[JsonSerializable(typeof(InteractionOffered))]
[JsonSerializable(typeof(SwitchSettings))]
[JsonSerializable(typeof(NextFault))]
[JsonSerializable(typeof(StateInQueue))]
[JsonSerializable(typeof(AgentTruth))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>An enum by its names alone: a number would mean whatever the order of the names is just now.</summary>
internal sealed class Named<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
