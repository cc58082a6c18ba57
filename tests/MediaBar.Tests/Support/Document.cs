using System.Text.RegularExpressions;

namespace MediaBar.Tests.Support;

/// <summary>What a document gives others to copy, as it stands there.</summary>
internal static partial class Document
{
    /// <summary>The blocks of a language, in order.</summary>
    /// <param name="file">The document, in the repository.</param>
    /// <param name="language">What stands behind the fence.</param>
    public static IReadOnlyList<string> Blocks(string file, string language) =>
        [
            .. Fenced()
                .Matches(File.ReadAllText(Path.Combine(Prerequisites.Repository, file)))
                .Where(block => block.Groups["language"].Value == language)
                .Select(block => block.Groups["text"].Value),
        ];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex Fenced();
}
