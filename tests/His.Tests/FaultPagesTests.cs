using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace His.Tests;

/// <summary>
/// docs/faults.md and docs/security.md say which test shows what. Each test they name is there, and no fault is without one.
/// </summary>
public partial class FaultPagesTests
{
    [Theory]
    [InlineData("faults.md")]
    [InlineData("security.md")]
    public void EveryTestThatAPageNames_IsThere(string page)
    {
        var named = Rows(page).SelectMany(row => row.Tests).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Tests(), StringComparer.Ordinal));
    }

    [Fact]
    public void EveryFault_NamesATest()
    {
        var rows = Rows("faults.md");
        Assert.Equal(rows.Count, rows.Select(row => row.Number).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(rows.Where(row => row.Tests.Count == 0).Select(row => row.Number));
    }

    /// <summary>The rows of a page's tables that bear a number, such as F22a or 17: their tests are in the last column.</summary>
    private static List<(string Number, List<string> Tests)> Rows(string page) =>
        [
            .. File.ReadLines(Path.Combine(Root(), "docs", page))
                .Where(line => Numbered().IsMatch(line))
                .Select(line => line.Split('|'))
                .Select(cells => (cells[1].Trim(), Quoted().Matches(cells[^2]).Select(it => it.Groups["name"].Value).ToList())),
        ];

    /// <summary>All tests there are: class and method, or file and sentence.</summary>
    private static HashSet<string> Tests()
    {
        var tests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in Sources("tests", "*.cs").Select(File.ReadAllText))
        {
            var methods = Methods().Matches(text).Select(it => it.Groups["name"].Value).ToList();
            foreach (Match type in Classes().Matches(text))
            {
                tests.UnionWith(methods.Select(method => $"{type.Groups["name"].Value}.{method}"));
            }
        }

        foreach (var file in Sources(Path.Combine("mediabar", "test"), "*.test.ts"))
        {
            var messages = Sentences().Matches(File.ReadAllText(file)).Select(it => it.Groups["name"].Value);
            tests.UnionWith(messages.Select(sentence => $"{Path.GetFileName(file)}: {sentence}"));
        }

        return tests;
    }

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Path.Combine(Root(), folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules"));

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    [GeneratedRegex(@"^\| [FB]?[0-9]+[a-c]? \|", RegexOptions.None, 10_000)]
    private static partial Regex Numbered();

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.None, 10_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bclass (?<name>\w+)", RegexOptions.None, 10_000)]
    private static partial Regex Classes();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[\s\S]*?\bpublic (?:async )?(?:Task|void) (?<name>\w+)\(", RegexOptions.None, 10_000)]
    private static partial Regex Methods();

    [GeneratedRegex(@"\(\s*'(?<name>[^'\\]+)'", RegexOptions.None, 10_000)]
    private static partial Regex Sentences();
}
