using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace His.Tests;

/// <summary>
/// Keeps every message of every scenario in <c>artifacts/bus-messages</c>, where the check of docs/asyncapi.yaml holds them against the
/// description.
/// </summary>
internal static class BusRecord
{
    private static readonly Lock Gate = new();
    private static readonly List<string> Lines = [];
    private static readonly string Target = Path.Combine(Root(), "artifacts", "bus-messages", "scenarios.jsonl");
    private static bool _isBegun;

    public static void Add(string direction, JsonObject message, string? method)
    {
        var line = new JsonObject { ["direction"] = direction, ["message"] = message.DeepClone() };
        if (method is not null)
        {
            line["method"] = method;
        }

        lock (Gate)
        {
            Lines.Add(line.ToJsonString());
        }
    }

    public static void Flush()
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
            if (!_isBegun)
            {
                File.Delete(Target);
                _isBegun = true;
            }

            File.AppendAllLines(Target, Lines);
            Lines.Clear();
        }
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

/// <summary>JSON for people: letters of all scripts as they are.</summary>
internal static class Json
{
    public static JsonSerializerOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
}
