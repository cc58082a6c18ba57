using System.Globalization;

namespace His.Testing.Server;

/// <summary>
/// Writes down what went over the bus, to <c>artifacts/bus-messages</c>, where the machine-readable description of the bus
/// is held against it.
/// </summary>
internal sealed class Minutes
{
    private static readonly Lock Gate = new();
    private static readonly StreamWriter Book = Open();
    private static int _lines;

    private readonly Dictionary<string, string> _methods = new(StringComparer.Ordinal);
    private readonly string _connection = Interlocked.Increment(ref _lines).ToString(CultureInfo.InvariantCulture);

    public void ToHis(JsonObject request)
    {
        _methods[request["id"]!.ToJsonString()] = request["method"]!.GetValue<string>();
        Write(
            new JsonObject
            {
                ["direction"] = "toHis",
                ["connection"] = _connection,
                ["message"] = request.DeepClone(),
            }
        );
    }

    /// <summary>An answer to what was no decent request is left out: there is nothing to hold it against.</summary>
    public void FromHis(JsonNode message)
    {
        var line = new JsonObject
        {
            ["direction"] = "fromHis",
            ["connection"] = _connection,
            ["message"] = message.DeepClone(),
        };
        if (message["method"] is null)
        {
            if (message["id"] is not { } id || !_methods.TryGetValue(id.ToJsonString(), out var method))
            {
                return;
            }

            line["method"] = method;
        }

        Write(line);
    }

    private static void Write(JsonObject line)
    {
        lock (Gate)
        {
            Book.WriteLine(line.ToJsonString());
        }
    }

    private static StreamWriter Open()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "bus-messages"));
        return new StreamWriter(Path.Combine(folder.FullName, "his-server-tests.jsonl")) { AutoFlush = true };
    }
}

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "HIS.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
