using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MediaBar.Tests.Support;

/// <summary>What a page does that nobody sees: complaints in the console, and messages on the bus.</summary>
internal sealed class PageMonitor
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly List<string> _expected = [];

    private PageMonitor() { }

    /// <summary>The methods of all requests that were sent, in order.</summary>
    public IReadOnlyList<string> Sent => [.. _sent];

    /// <summary>Listens before the page has begun.</summary>
    public static PageMonitor On(IPage page)
    {
        var ears = new PageMonitor();
        page.Console += (_, message) =>
        {
            // A breach of the content security policy is an error in the console too.
            if (message.Type is "error" or "warning")
            {
                ears._complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => ears._complaints.Enqueue($"thrown: {error}");
        page.Dialog += (_, dialog) =>
        {
            ears._complaints.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.WebSocket += (_, socket) =>
            socket.FrameSent += (_, frame) => ears._sent.Enqueue(JsonNode.Parse(frame.Text!)!["method"]!.GetValue<string>());
        return ears;
    }

    /// <summary>The play provokes a complaint that has this in it.</summary>
    public void Expect(string words) => _expected.Add(words);

    public int Count(string method) => _sent.Count(each => each == method);

    /// <summary>Nothing was complained of but what was expected.</summary>
    public void AssertNoComplaints()
    {
        var unexpected = _complaints
            .Where(complaint => !_expected.Exists(words => complaint.Contains(words, StringComparison.Ordinal)))
            .ToList();
        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
    }
}
