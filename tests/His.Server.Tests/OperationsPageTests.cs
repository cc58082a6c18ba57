using System.Text.RegularExpressions;

namespace His.Server.Tests;

/// <summary>The page for operators, which they search for what the log says.</summary>
public sealed partial class OperationsPageTests
{
    [Fact]
    public async Task TheLogTable_QuotesLogMessages()
    {
        var literals = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => Literal().Matches(File.ReadAllText(path)).Select(it => it.Value))
            .ToList();
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));
        var quoted = LogTable().Matches(page).SelectMany(table => FirstCell().Matches(table.Value)).Select(it => it.Groups["cell"].Value);

        var messages = quoted.SelectMany(cell => EventId().Split(cell)).Where(it => it.Length > 0).ToList();

        Assert.InRange(messages.Count, 30, 100);
        Assert.DoesNotContain(messages, message => !literals.Exists(literal => Quotes(message, literal)));
    }

    /// <summary>Whether the fixed parts of a message are in the literal, in order. What varies is dots, a number or a boolean.</summary>
    private static bool Quotes(string message, string literal)
    {
        var at = 0;
        foreach (var part in Variable().Split(message).Select(it => it.Trim(' ', ',', ':')).Where(it => it.Length > 0))
        {
            at = literal.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            at += part.Length;
        }

        return true;
    }

    [GeneratedRegex("\"([^\"\\\\\n]|\\\\.)*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\| log \| means \|\n\|---\|---\|\n(\|.*\n)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogTable();

    [GeneratedRegex(@"^\| (?!log \||---)(?<cell>[^|]+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@" \(\d{4}\),? ?", RegexOptions.None, 1000)]
    private static partial Regex EventId();

    [GeneratedRegex(@"\.\.\.|\d+|\b(true|false)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
