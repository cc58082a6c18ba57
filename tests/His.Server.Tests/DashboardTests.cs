using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using His.Platform.Asterisk;
using His.Server.Metrics;
using static His.Server.Tests.PrometheusTests;

namespace His.Server.Tests;

/// <summary>The dashboard, the page for operators and the conventions of names: each against the instruments that there are.</summary>
[Collection(nameof(PrometheusTests))]
public sealed partial class DashboardTests
{
    /// <summary>The meters of HIS, as the page names them.</summary>
    private static readonly string[] OfHis = ["HIS", "HIS.Server", "HIS.Asterisk"];

    private const string AnyFreePort = "Metrics:Prometheus=http://127.0.0.1:0";

    /// <summary>Every query of it asks for instruments that exist, by labels that they bear; and every instrument of HIS is on it.</summary>
    [Fact]
    public async Task TheDashboard_AsksForWhatThereIs()
    {
        await using var his = await RunningHis.StartAsync(AnyFreePort);
        using var alice = await his.LogInAsync();
        using var eve = await his.ConnectAsync();
        await eve.AskAsync("session.request.login", RunningHis.LoginOf("1002", password: "guessed"));
        await alice.AskAsync("session.request.logout");
        var instruments = Instruments();
        var attributes = AttributesOf(await OperationsPageAsync());
        var samples = await ScrapeAsync(his);
        HashSet<string> known = [.. instruments.SelectMany(it => SeriesOf(it.Instrument)), .. samples.Select(it => it.Name)];
        var queries = Queries();

        Assert.InRange(queries.Count, 15, 100);
        foreach (var query in queries)
        {
            var asked = MetricsIn(query);
            Assert.NotEmpty(asked);
            Assert.All(asked, name => Assert.True(known.Contains(name), $"There is no {name}, for which the dashboard asks: {query}"));
            Assert.All(
                LabelsIn(query).Except(["instance", "le"]),
                label => Assert.True(attributes.Contains(label), $"The page has no attribute for the label {label}: {query}")
            );
        }

        var labels = samples.Where(it => it.Name.StartsWith("his_", StringComparison.Ordinal)).SelectMany(it => it.Labels.Keys);
        Assert.Empty(labels.Except(attributes).Except(["le"]));

        var shown = queries.SelectMany(MetricsIn).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(
            instruments
                .Where(it => OfHis.Contains(it.Instrument.Meter.Name) && !SeriesOf(it.Instrument).Any(shown.Contains))
                .Select(it => it.Instrument.Name)
        );
    }

    [Fact]
    public async Task TheOperatorsPage_NamesEveryInstrument_AndTheMetersForTheTools()
    {
        await using var his = await RunningHis.StartAsync();
        var page = await OperationsPageAsync();

        Assert.All(
            Instruments().Where(it => OfHis.Contains(it.Instrument.Meter.Name)),
            it => Assert.Contains($"`{it.Instrument.Name}`", page, StringComparison.Ordinal)
        );
        Assert.Contains($"--counters {string.Join(',', OfHis)}\n", page, StringComparison.Ordinal);
    }

    /// <summary>Names are dotted and lower-case, units are UCUM's: what goes up and down is not a counter, and a time is in seconds.</summary>
    [Fact]
    public async Task EveryInstrument_FollowsTheConventionsOfOpenTelemetry()
    {
        await using var his = await RunningHis.StartAsync();

        Assert.All(
            Instruments().Select(it => it.Instrument).Where(it => OfHis.Contains(it.Meter.Name)),
            it =>
            {
                Assert.Matches(@"^his(\.[a-z]+(_[a-z]+)*)+$", it.Name);
                Assert.Matches(@"^(s|\{[a-z]+\})$", it.Unit);
                Assert.Equal(it.Name.EndsWith(".duration", StringComparison.Ordinal), it is Histogram<double>);
                Assert.Equal(
                    it.Name.EndsWith(".active", StringComparison.Ordinal) || it.Name.EndsWith(".up", StringComparison.Ordinal),
                    it is UpDownCounter<long> or ObservableUpDownCounter<int>
                );
                Assert.Matches("^[A-Z].*\\.$", it.Description);
            }
        );
    }

    private static Task<string> OperationsPageAsync() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "operations.md"));

    /// <summary>The attributes that the page names, as labels of Prometheus.</summary>
    private static HashSet<string> AttributesOf(string page) =>
        [.. Attribute().Matches(page).Select(it => it.Groups["name"].Value.Replace('.', '_'))];

    /// <summary>Every instrument that exists in a HIS, whether anything was measured with it or not.</summary>
    private static List<(Instrument Instrument, string Name)> Instruments()
    {
        RuntimeHelpers.RunClassConstructor(
            typeof(AsteriskPlatform).Assembly.GetType("His.Platform.Asterisk.Ami.AmiMetrics", throwOnError: true)!.TypeHandle
        );
        RuntimeHelpers.RunClassConstructor(typeof(HisCore).Assembly.GetType("His.HisMetrics", throwOnError: true)!.TypeHandle);
        var found = new List<(Instrument, string)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => found.Add((instrument, instrument.Name)) };
        listener.Start();
        return found;
    }

    private static string[] SeriesOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var name = PrometheusText.Name(
            instrument.Name,
            instrument.Unit,
            kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal)
        );
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? [name + "_bucket", name + "_sum", name + "_count"] : [name];
    }

    private static List<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "docs", "grafana", "his.json")));
        return
        [
            .. dashboard
                .RootElement.GetProperty("panels")
                .EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel =>
                    panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!)
                ),
        ];
    }

    /// <summary>What is left of a query without its labels, its ranges, its functions and its words.</summary>
    private static List<string> MetricsIn(string query) =>
        [
            .. Identifier()
                .Matches(Range().Replace(By().Replace(Selector().Replace(query, " "), " "), " "))
                .Select(it => it.Value)
                .Where(it => it is not ("and" or "or" or "unless" or "on")),
        ];

    private static IEnumerable<string> LabelsIn(string query) =>
        By()
            .Matches(query)
            .SelectMany(it => it.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
            .Concat(Matcher().Matches(query).Select(it => it.Groups["name"].Value));

    [GeneratedRegex("`(?<name>(error|his|http|server)(\\.[a-z_]+)+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex By();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"[a-zA-Z_:][a-zA-Z0-9_:]*(?![a-zA-Z0-9_:]*\s*\()", RegexOptions.None, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"(?<name>[a-zA-Z_]+)(=~|!=|=)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();
}
