using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Journal;
using His.Persistence;

namespace His.Server.Storage;

/// <summary>What is written in the file as JSON, with its reader and writer made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionRecord))]
internal sealed partial class StoredJson : JsonSerializerContext;

/// <summary>A session as it is written in the file.</summary>
internal static class StoredSession
{
    private static readonly StoredJson Json = new(new JsonSerializerOptions(StoredJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string Write(SessionRecord record) => JsonSerializer.Serialize(record, Json.SessionRecord);

    public static SessionRecord? Read(string text) => JsonSerializer.Deserialize(text, Json.SessionRecord);

    /// <summary>By which a damaged record is known: a letter that has changed may still be good JSON.</summary>
    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
