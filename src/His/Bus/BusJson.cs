using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace His.Bus;

/// <summary>The source-generated JSON context: every type that is serialized on the bus.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcTimeConverter)]
)]
[JsonSerializable(typeof(NoParams))]
[JsonSerializable(typeof(LoginParams))]
[JsonSerializable(typeof(ResumeParams))]
[JsonSerializable(typeof(LogoutParams))]
[JsonSerializable(typeof(ReasonParams))]
[JsonSerializable(typeof(ChannelParams))]
[JsonSerializable(typeof(ChannelReasonParams))]
[JsonSerializable(typeof(DialParams))]
[JsonSerializable(typeof(InteractionParams))]
[JsonSerializable(typeof(DestinationParams))]
[JsonSerializable(typeof(DigitsParams))]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(LoginResult))]
[JsonSerializable(typeof(ResumeResult))]
[JsonSerializable(typeof(PingResult))]
[JsonSerializable(typeof(LogoutResult))]
[JsonSerializable(typeof(LogoutPlanResult))]
[JsonSerializable(typeof(DialResult))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(SessionInitialized))]
[JsonSerializable(typeof(SessionLogoutPending))]
[JsonSerializable(typeof(SessionPlatformChanged))]
[JsonSerializable(typeof(SessionDisposed))]
[JsonSerializable(typeof(ChannelGroupCreated))]
[JsonSerializable(typeof(ChannelGroupDisposed))]
[JsonSerializable(typeof(ChannelCreated))]
[JsonSerializable(typeof(ChannelActivated))]
[JsonSerializable(typeof(ChannelDeactivated))]
[JsonSerializable(typeof(ChannelUnavailable))]
[JsonSerializable(typeof(ChannelAvailable))]
[JsonSerializable(typeof(ChannelReady))]
[JsonSerializable(typeof(ChannelNotReady))]
[JsonSerializable(typeof(ChannelUpdated))]
[JsonSerializable(typeof(ChannelDisposed))]
[JsonSerializable(typeof(InteractionCreated))]
[JsonSerializable(typeof(InteractionUpdated))]
[JsonSerializable(typeof(InteractionCompleted))]
[JsonSerializable(typeof(InteractionTransferFailed))]
internal sealed partial class BusJson : JsonSerializerContext;

/// <summary>
/// Writes times as RFC 3339 in UTC, to the millisecond: <c>2026-01-01T08:00:00.000Z</c>. The same on the bus, over HTTP and in the
/// exported journal.
/// </summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Formats a time.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[24];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}

/// <summary>The JSON context with the encoder of the bus.</summary>
internal static class BusJsonOptions
{
    /// <summary>
    /// Letters of all scripts are written unescaped; characters with a meaning in HTML are escaped, so that a message is harmless wherever
    /// it is pasted.
    /// </summary>
    public static BusJson Context { get; } =
        new(new JsonSerializerOptions(BusJson.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}
