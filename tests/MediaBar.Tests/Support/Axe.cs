using System.Text.Json;

namespace MediaBar.Tests.Support;

/// <summary>Looks at a page as those do who depend on its names, roles and contrasts: the rules of WCAG 2.2 A and AA, and good practice.</summary>
internal static class Axe
{
    private const string Run = """
        async () => {
          const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
          const { violations } = await axe.run(document, { resultTypes: ['violations'], runOnly: tags });
          return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.target.flat().join(' ')}: ${node.any[0]?.message ?? ''}`));
        }
        """;

    private static readonly Lazy<string> Script = new(() => File.ReadAllText(Prerequisites.Axe));

    /// <summary>Puts the rules into a page. Its content security policy must have been put aside for that.</summary>
    public static Task BringAsync(IPage page) => page.EvaluateAsync(Script.Value);

    /// <summary>What is wrong on the screen that is shown now, one line each.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page)
    {
        var findings = await page.EvaluateAsync<JsonElement>(Run);
        return [.. findings.EnumerateArray().Select(finding => finding.GetString()!)];
    }
}
