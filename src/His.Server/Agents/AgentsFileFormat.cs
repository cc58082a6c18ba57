using System.Text.Json;

namespace His.Server.Agents;

/// <summary>Reads and writes the text of <c>agents.json</c>. Errors have the line, but never quote the content.</summary>
internal static class AgentsFileFormat
{
    public static byte[] Of(IReadOnlyList<AgentRecord> agents) =>
        [
            .. JsonSerializer.SerializeToUtf8Bytes(
                new AgentsDocument(AgentsDocument.CurrentVersion, agents),
                AgentsJson.Plain.AgentsDocument
            ),
            (byte)'\n',
        ];

    /// <summary>Parses the agents in the text.</summary>
    /// <exception cref="AgentsFileException">The content is invalid; the message has the line.</exception>
    public static IReadOnlyList<AgentRecord> Parse(string name, byte[] text)
    {
        var document = Deserialize(name, text);
        if (document.Version != AgentsDocument.CurrentVersion)
        {
            throw new AgentsFileException($"{name} has version {document.Version}; this HIS supports {AgentsDocument.CurrentVersion}");
        }

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < document.Agents.Count; i++)
        {
            var agent = document.Agents[i];
            if (agent is null || AgentValidator.Validate(agent) is not null || !ids.TryAdd(agent.Id, i))
            {
                var problem = agent is null
                    ? "an agent is null"
                    : AgentValidator.Validate(agent) ?? $"Id is the same as that of the agent in line {LineOf(text, ids[agent.Id])}";
                throw new AgentsFileException($"{name}, line {LineOf(text, i)}: {problem}");
            }
        }

        return document.Agents;
    }

    /// <summary>The number of the line in which an agent begins, from 1.</summary>
    public static int LineOf(byte[] text, int agent)
    {
        var reader = new Utf8JsonReader(text);
        for (var seen = -1; reader.Read(); )
        {
            if (reader.CurrentDepth == 2 && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null && ++seen == agent)
            {
                break;
            }
        }

        return text.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
    }

    private static AgentsDocument Deserialize(string name, byte[] text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, AgentsJson.Plain.AgentsDocument)
                ?? throw new AgentsFileException($"{name}, line 1: the document is null");
        }
        catch (JsonException wrong)
        {
            var cause =
                wrong.InnerException is JsonException or null && wrong.Path is null
                    ? "not valid JSON"
                    : $"{wrong.Path}: {Cause(wrong.Message)}";
            throw new AgentsFileException($"{name}, line {(wrong.LineNumber ?? 0) + 1}: {cause}", wrong);
        }
    }

    /// <summary>Describes a parse error without the parser's own message, which names our types and may quote the content.</summary>
    private static string Cause(string message) =>
        message.Contains("could not be mapped", StringComparison.Ordinal) ? "unknown member"
        : message.Contains("missing required", StringComparison.Ordinal) ? "a required member is missing"
        : message.Contains("uplicate", StringComparison.Ordinal) ? "duplicate member"
        : message.Contains("could not be converted", StringComparison.Ordinal) ? "invalid value"
        : "not valid JSON, or an invalid value";
}
