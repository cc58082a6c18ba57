using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using His.Bus;
using His.Journal;

namespace His.Server.Commands;

/// <summary>Exports the journal as CSV or JSON lines.</summary>
internal static class JournalExport
{
    private static readonly string[] Titles =
    [
        "sequence",
        "time",
        "agent",
        "what",
        "channel",
        "interaction",
        "cause",
        "reasonCode",
        "reasonText",
        "failure",
        "before",
        "after",
        "lastedSeconds",
        "from",
        "session",
        "event",
        "epoch",
        "by",
        "agentName",
    ];

    private static readonly ExportJson Json = new(
        new JsonSerializerOptions(ExportJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public static void Write(IEnumerable<JournalEntry> entries, bool isCsv, TextWriter output)
    {
        if (isCsv)
        {
            WriteCsvLine(Titles, output);
        }

        foreach (var it in entries)
        {
            var row = new ExportedEntry(
                it.Sequence,
                UtcTimeConverter.Text(it.Time),
                it.Agent,
                it.Action,
                it.Channel,
                it.Interaction,
                it.Cause,
                it.ReasonCode,
                it.ReasonText,
                it.Failure,
                it.PreviousState,
                it.NewState,
                it.Duration?.TotalSeconds,
                it.RemoteAddress,
                it.Session,
                it.EventSequence,
                it.Epoch,
                it.OrderedBy,
                it.AgentName
            );
            if (isCsv)
            {
                WriteCsvLine(Cells(row), output);
            }
            else
            {
                output.Write(JsonSerializer.Serialize(row, Json.ExportedEntry));
                output.Write('\n');
            }
        }
    }

    private static IEnumerable<string?> Cells(ExportedEntry it) =>
        [
            Number(it.Sequence),
            it.Time,
            it.Agent,
            it.What,
            it.Channel,
            it.Interaction,
            it.Cause,
            it.ReasonCode,
            it.ReasonText,
            it.Failure,
            it.Before,
            it.After,
            it.LastedSeconds?.ToString("0.###", CultureInfo.InvariantCulture),
            it.From,
            it.Session,
            it.Event is { } sequence ? Number(sequence) : null,
            Number(it.Epoch),
            it.By,
            it.AgentName,
        ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WriteCsvLine(IEnumerable<string?> cells, TextWriter output)
    {
        output.Write(string.Join(',', cells.Select(Cell)));
        output.Write("\r\n"); // RFC 4180
    }

    /// <summary>
    /// Quotes a cell if necessary. A cell that a spreadsheet would take for a formula gets a leading apostrophe, because reasons are typed
    /// by agents.
    /// </summary>
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}

/// <summary>A record of the journal in an export.</summary>
internal sealed record ExportedEntry(
    long Sequence,
    string Time,
    string? Agent,
    string What,
    string? Channel,
    string? Interaction,
    string? Cause,
    string? ReasonCode,
    string? ReasonText,
    string? Failure,
    string? Before,
    string? After,
    double? LastedSeconds,
    string? From,
    string? Session,
    long? Event,
    long Epoch,
    string? By,
    string? AgentName
);

/// <summary>The JSON format of an exported record.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportedEntry))]
internal sealed partial class ExportJson : JsonSerializerContext;
