using System.Text.Json;
using System.Text.Json.Serialization;
using His.Platform;
using His.Platform.Simulator;
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
    Converters = [typeof(Named<ChannelType>), typeof(Named<ReasonRequirement>), typeof(Named<SwitchOperation>), typeof(Named<FaultBehaviour>)])]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(OfferInteraction))]
[JsonSerializable(typeof(InteractionOffered))]
[JsonSerializable(typeof(SwitchSettings))]
[JsonSerializable(typeof(NextFault))]
[JsonSerializable(typeof(AgentTruth))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class HttpJson : JsonSerializerContext;

/// <summary>An enum by its names alone: a number would mean whatever the order of the names is just now.</summary>
internal sealed class Named<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
