using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using His.Bench.Load;
using His.Bench.Peers;
using His.Bench.Report;
using Microsoft.Playwright;

namespace His.Bench.Cases;

/// <summary>P8: from the start of the process to the first login, and what MediaBar costs the page it is in.</summary>
internal static class Startup
{
    private const double LoginAim = 1;
    private const double BundleAim = 35;
    private const double InteractiveAim = 1;
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static async Task RunAsync(Bench bench)
    {
        var logins = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            logins.Add(await StartAndLogInAsync());
        }

        bench.Add(new Figure("P8", "from the start of the process to the first login", "s", logins[1..]) { AtMost = LoginAim });
        var web = Path.Combine(Peer.Root, "mediabar", "dist");
        if (!Directory.Exists(web) || Browsers.FirstOrDefault(File.Exists) is not { } browser)
        {
            Console.WriteLine("P8   MediaBar is not built (npm run build in mediabar/), or there is no Chromium: its figures are left out");
            return;
        }

        bench.Add(new Figure("P8", "MediaBar, gzip", "kB", [BundleSize(web) / 1000.0]) { AtMost = BundleAim });
        bench.Add(
            new Figure("P8", "MediaBar in Chromium: from the request to the login that can be used", "s", await OpenAsync(web, browser))
            {
                AtMost = InteractiveAim,
            }
        );
    }

    private static async Task<double> StartAndLogInAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "His.Server.dll"),
                    "--urls=http://127.0.0.1:0",
                    $"--His:Simulator:Password={HisPeer.Password}",
                    "--His:Simulator:Agents=10",
                    "--His:Storage:Kind=None",
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is >= 0 and var at)
                {
                    var port = new Uri(line[at..].Trim()).Port;
                    using var client = new Line(port, Dialect.His);
                    await client.ConnectAsync();
                    await client.AskAsync(Dialect.HisLogin(0), "\"result\"");
                    return Stopwatch.GetElapsedTime(begin).TotalSeconds;
                }
            }

            throw new IOException("HIS did not start");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>MediaBar as a page loads it: one file, with English in it; another language is fetched by who wants it.</summary>
    private static long BundleSize(string web)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(File.ReadAllBytes(Path.Combine(web, "media-bar.js")));
        }

        return packed.Length;
    }

    private static async Task<IReadOnlyList<double>> OpenAsync(string web, string browser)
    {
        await using var his = await Bench.HisAsync($"--His:MediaBarPath={web}");
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = browser,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        var seconds = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            await using var context = await chromium.NewContextAsync(); // nothing in the cache
            var page = await context.NewPageAsync();
            await page.GotoAsync(
                string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{his.Port}/"),
                new PageGotoOptions { WaitUntil = WaitUntilState.Commit }
            );
            await page.Locator("input[type=password]").First.WaitForAsync();
            seconds.Add(await page.EvaluateAsync<double>("performance.now()") / 1000);
        }

        return seconds[1..];
    }
}
