using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Platform;
using His.Server.Http;

namespace His.Server.Agents;

/// <summary>An agent in <c>agents.json</c> or in the settings: the data for platforms, and the hash of the password.</summary>
internal sealed record AgentRecord(string Id, string Name, string PasswordHash)
{
    public string? Endpoint { get; init; }

    public string? Switch { get; init; }

    // These two have setters to keep their defaults: source-generated readers assign every init property, even if the member is omitted.
    public IReadOnlyList<string> Queues { get; set; } = [];

    public DialClasses Dial { get; set; } = DialClasses.National;

    public DirectoryAgent ToAgent() =>
        new(Id, Name)
        {
            Endpoint = Endpoint,
            Switch = Switch,
            Queues = Queues,
            Dial = Dial,
        };

    /// <summary>The id only; a hash must not end up in a log.</summary>
    public override string ToString() => $"AgentRecord {{ Id = {Id} }}";
}

/// <summary>The content of <c>agents.json</c>.</summary>
/// <param name="Version">Version of the format; 1 is the only one so far.</param>
/// <param name="Agents">The agents in the file.</param>
internal sealed record AgentsDocument(int Version, IReadOnlyList<AgentRecord> Agents)
{
    public const int CurrentVersion = 1;
}

/// <summary>The JSON format of the file: unknown, duplicate and missing members are rejected, because most are typos.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(StringEnumConverter<DialClasses>)]
)]
[JsonSerializable(typeof(AgentsDocument))]
internal sealed partial class AgentsJson : JsonSerializerContext
{
    /// <summary>Writes non-ASCII letters unescaped: people read the file, browsers do not.</summary>
    public static AgentsJson Plain =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
