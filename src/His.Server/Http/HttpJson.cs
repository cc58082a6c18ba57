using System.Text.Json;
using System.Text.Json.Serialization;
using His.Bus;
using His.Platform;
using His.Platform.Simulator;
using His.Sessions;
using His.Sessions.Supervision;
using Microsoft.AspNetCore.Mvc;

namespace His.Server.Http;

/// <summary>Serializers of every type used over HTTP. As strict as the bus: unknown, duplicate and missing members are rejected.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(UtcTimeConverter),
        typeof(StringEnumConverter<ChannelType>),
        typeof(StringEnumConverter<ReasonRequirement>),
        typeof(StringEnumConverter<SwitchOperation>),
        typeof(StringEnumConverter<FaultBehaviour>),
        typeof(StringEnumConverter<InteractionCommand>),
        typeof(StringEnumConverter<InteractionDirection>),
        typeof(StringEnumConverter<InteractionState>),
        typeof(StringEnumConverter<ConsultationState>),
        typeof(StringEnumConverter<Activation>),
        typeof(StringEnumConverter<AgentState>),
        typeof(StringEnumConverter<Cause>),
        typeof(StringEnumConverter<LogoutOrderCause>),
        typeof(StringEnumConverter<OngoingInteractions>),
        typeof(StringEnumConverter<CalledParty>),
        typeof(StringEnumConverter<HealthCode>),
    ]
)]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(IReadOnlyList<SessionSummary>))]
[JsonSerializable(typeof(LogoutOrderRequest))]
[JsonSerializable(typeof(LogoutResult))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(OfferInteraction))]
[JsonSerializable(typeof(InteractionOffered))]
[JsonSerializable(typeof(LinkState))]
[JsonSerializable(typeof(IEnumerable<SimulatedPlatform>))]
[JsonSerializable(typeof(SettingsChange))]
[JsonSerializable(typeof(NextFault))]
[JsonSerializable(typeof(StateInQueue))]
[JsonSerializable(typeof(SimulatedAgentState))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>Serializes an enum by name only: a number would depend on the current order of the names.</summary>
internal sealed class StringEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
