namespace MediaBar.Tests.Support;

/// <summary>Everything a page and its browser hold, as one text: to look for what should be gone.</summary>
internal static class PageResidue
{
    /// <summary>Texts, attributes and values of the page, in shadow roots too; the state of the element; every storage; address and history.</summary>
    private const string Everything = """
        async root => {
          const found = [];
          const look = node => {
            if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
            for (const { name, value } of node.attributes ?? []) found.push(`${name}=${value}`);
            if ('value' in node) found.push(String(node.value));
            if (node.shadowRoot) look(node.shadowRoot);
            if ('content' in node && node.content?.childNodes) node.content.childNodes.forEach(look);
            node.childNodes.forEach(look);
          };
          document.querySelectorAll(root).forEach(look);
          const plain = (_, value) => value instanceof Set || value instanceof Map ? [...value] : value;
          found.push(JSON.stringify(document.querySelector('media-bar').state, plain));
          for (const storage of [sessionStorage, localStorage]) found.push(JSON.stringify({ ...storage }));
          found.push(document.cookie, JSON.stringify(await indexedDB.databases()), JSON.stringify(await caches.keys()));
          found.push(location.href, JSON.stringify(history.state), window.name, document.title);
          return found.join('\n');
        }
        """;

    public static async Task<string> InAsync(IPage page, string root = "html") => await page.EvaluateAsync<string>(Everything, root);

    /// <summary>Nothing of these is left anywhere, nor in the browser's jar.</summary>
    public static async Task AssertNothingOfAsync(IPage page, string root, params string[] words)
    {
        var left = await InAsync(page, root);
        Assert.All(words, word => Assert.DoesNotContain(word, left, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await page.Context.CookiesAsync());
        Assert.Contains("\"origins\":[]", await page.Context.StorageStateAsync(), StringComparison.Ordinal);
    }
}
