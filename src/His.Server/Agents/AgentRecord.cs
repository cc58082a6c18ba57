using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Platform;
using His.Server.Http;

namespace His.Server.Agents;

/// <summary>An agent as <c>agents.json</c> and the settings have them: what a platform may know, and the hash of the password.</summary>
internal sealed record AgentRecord(string Id, string Name, string PasswordHash)
{
    public string? Endpoint { get; init; }

    public string? Switch { get; init; }

    // These two can be set, because what is left out of the file would otherwise have no default: generated readers set every init.
    public IReadOnlyList<string> Queues { get; set; } = [];

    public DialClasses Dial { get; set; } = DialClasses.National;

    public DirectoryAgent ToAgent() => new(Id, Name) { Endpoint = Endpoint, Switch = Switch, Queues = Queues, Dial = Dial };

    /// <summary>The id alone: a hash has no place in a text.</summary>
    public override string ToString() => $"AgentRecord {{ Id = {Id} }}";
}

/// <summary>The whole of <c>agents.json</c>.</summary>
/// <param name="Version">The form of the file; 1 is the only one so far.</param>
/// <param name="Agents">Everybody in it.</param>
internal sealed record AgentsDocument(int Version, IReadOnlyList<AgentRecord> Agents)
{
    public const int CurrentVersion = 1;
}

/// <summary>How the file is written and read: what is unknown, doubled or missing is refused, for it is most often a typo.</summary>
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
    Converters = [typeof(StringEnumConverter<DialClasses>)])]
[JsonSerializable(typeof(AgentsDocument))]
internal sealed partial class AgentsJson : JsonSerializerContext
{
    /// <summary>Letters of any script as they are: the file is read by people, and by no browser.</summary>
    public static AgentsJson Plain => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
