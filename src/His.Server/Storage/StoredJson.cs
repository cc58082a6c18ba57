using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Journal;
using His.Persistence;

namespace His.Server.Storage;

/// <summary>The types stored as JSON, with source-generated serializers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class StoredJson : JsonSerializerContext;

/// <summary>The stored form of a session.</summary>
internal static class StoredSession
{
    private static readonly StoredJson Json = new(
        new JsonSerializerOptions(StoredJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    /// <summary>Serializes a record, in UTF-8.</summary>
    public static byte[] Write(SessionRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Json.SessionRecord);

    public static SessionRecord? Read(string text) => JsonSerializer.Deserialize(text, Json.SessionRecord);

    /// <summary>Computes the hash that detects a damaged record: a changed letter may still be valid JSON.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> record) => SHA256.HashData(record);

    /// <inheritdoc cref="Hash(ReadOnlySpan{byte})"/>
    public static byte[] Hash(string record) => Hash(Encoding.UTF8.GetBytes(record));
}
