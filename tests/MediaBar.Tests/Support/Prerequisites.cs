namespace MediaBar.Tests.Support;

/// <summary>What must be on this machine before a play can begin. What is missing is said with what to do about it.</summary>
internal static class Prerequisites
{
    private static readonly string[] Browsers =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
    ];

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    /// <summary>MediaBar's build.</summary>
    public static string MediaBar =>
        Existing("mediabar/dist", "index.html", "MediaBar is not built. ./test builds it; alone: cd mediabar && npm ci && npm run build");

    /// <summary>The rules of accessibility, as a script.</summary>
    public static string Axe =>
        Existing("mediabar/node_modules/axe-core", "axe.min.js", "axe-core is missing. ./test installs it; alone: cd mediabar && npm ci")
        + "/axe.min.js";

    /// <summary>A Chromium of this machine; none is downloaded.</summary>
    public static string Chromium =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : Browsers.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException(
                    "Chromium is missing. ./test installs it; another one is named by the variable CHROMIUM."
                );

    /// <summary>A program of the system, also where the path is not that of an administrator.</summary>
    public static string Program(string name) =>
        Array.Find([$"/usr/sbin/{name}", $"/usr/bin/{name}", $"/usr/local/sbin/{name}", $"/usr/local/bin/{name}"], File.Exists)
        ?? throw new InvalidOperationException($"{name} is missing. ./test installs it.");

    /// <summary>A Firefox in a folder of its own.</summary>
    public static string Firefox =>
        Path.Combine(FirefoxFolder, "firefox") is var firefox && File.Exists(firefox)
            ? firefox
            : throw new InvalidOperationException("Firefox is missing. ./test installs it; alone: tests/firefox/install");

    private static string FirefoxFolder =>
        Environment.GetEnvironmentVariable("HIS_FIREFOX_ROOT") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "his", "firefox");

    private static string Existing(string folder, string file, string orElse)
    {
        var path = Path.Combine(Repository, folder);
        return File.Exists(Path.Combine(path, file)) ? path : throw new InvalidOperationException(orElse);
    }

    private static string Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "HIS.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests must lie in the repository: they play with its MediaBar.");
    }
}
