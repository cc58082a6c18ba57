using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Platform;
using His.Server.Agents;
using His.Server.Http;

namespace His.Server.Commands;

/// <summary>Formats the directory for output, without passwords and hashes.</summary>
internal static class AgentsList
{
    private static readonly string[] Titles = ["id", "name", "endpoint", "switch", "queues", "dial", "from"];

    public static string Json(IEnumerable<(AgentRecord Agent, bool IsOfSettings)> agents) =>
        JsonSerializer.Serialize(
            [
                .. agents.Select(one => new ListedAgent(
                    one.Agent.Id,
                    one.Agent.Name,
                    one.Agent.Endpoint,
                    one.Agent.Switch,
                    one.Agent.Queues,
                    one.Agent.Dial,
                    From(one.IsOfSettings)
                )),
            ],
            ListJson.Plain.ListedAgentArray
        );

    public static string Table(IEnumerable<(AgentRecord Agent, bool IsOfSettings)> agents)
    {
        string[][] rows =
        [
            Titles,
            .. agents.Select(one =>
                new[]
                {
                    one.Agent.Id,
                    one.Agent.Name,
                    one.Agent.Endpoint ?? "-",
                    one.Agent.Switch ?? "-",
                    one.Agent.Queues.Count == 0 ? "(all)" : string.Join(',', one.Agent.Queues),
                    one.Agent.Dial.ToString().Replace(" ", "", StringComparison.Ordinal),
                    From(one.IsOfSettings),
                }
            ),
        ];
        int[] widths = [.. Titles.Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Join(
            '\n',
            rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())
        );
    }

    private static string From(bool isOfSettings) => isOfSettings ? "settings" : "agents.json";
}

/// <summary>An agent in <c>his agents list --json</c>.</summary>
internal sealed record ListedAgent(
    string Id,
    string Name,
    string? Endpoint,
    string? Switch,
    IReadOnlyList<string> Queues,
    DialClasses Dial,
    string From
);

/// <summary>The JSON format of the list.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    NewLine = "\n",
    Converters = [typeof(StringEnumConverter<DialClasses>)]
)]
[JsonSerializable(typeof(ListedAgent[]))]
internal sealed partial class ListJson : JsonSerializerContext
{
    /// <summary>Writes non-ASCII letters unescaped.</summary>
    public static ListJson Plain =>
        field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
