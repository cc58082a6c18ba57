using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using His.Platform.Asterisk;
using His.Server.Metrics;

namespace His.Server.Tests;

/// <summary>
/// What HIS measures, as Prometheus asks for it, and the dashboard that is made of it. Alone, with no other test beside it: meters are of
/// the process, and servers of other tests that begin and end would be measured too.
/// </summary>
[Collection(nameof(PrometheusTests))]
[CollectionDefinition(nameof(PrometheusTests), DisableParallelization = true)]
public sealed partial class PrometheusTests
{
    /// <summary>The meters of HIS, as the page names them.</summary>
    private static readonly string[] OfHis = ["HIS", "HIS.Server", "HIS.Asterisk"];

    private const string AnyFreePort = "Metrics:Prometheus=http://127.0.0.1:0";

    [Fact]
    public async Task Metrics_AreServedOnAPortOfTheirOwn_AndNowhereElse()
    {
        await using var his = await RunningHis.StartAsync(AnyFreePort);
        var address = AddressOf(his);
        using var http = new HttpClient { BaseAddress = address };

        using var answer = await http.GetAsync(address);

        Assert.Equal(
            (HttpStatusCode.OK, "text/plain; version=0.0.4; charset=utf-8"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.ToString())
        );
        Assert.NotEqual(his.Address.Port, address.Port);
        Assert.Equal(HttpStatusCode.NotFound, (await his.Http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
        foreach (var other in new[] { "/", "/bus", "/health/live", "/api/v1/sessions", "/simulator/agents/1001" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(other, UriKind.Relative))).StatusCode);
        }
    }

    [Fact]
    public async Task WithoutTheSetting_ThereAreNone()
    {
        await using var his = await RunningHis.StartAsync();

        Assert.False(his.Logs.Contain(4032));
        Assert.Equal(HttpStatusCode.NotFound, (await his.Http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task WhatHappened_IsCounted_InThePrometheusTextFormat()
    {
        await using var his = await RunningHis.StartAsync(AnyFreePort);
        using var alice = await his.LogInAsync();
        using var eve = await his.ConnectAsync();
        await eve.AskAsync("session.request.login", RunningHis.LoginOf("1002", password: "guessed"));
        await alice.AskAsync("session.request.logout");
        using var bob = await his.LogInAsync("1003");

        var samples = await ScrapeAsync(his);

        // Other tests run in the same process and count on the same meter of the core.
        Assert.InRange(Sum(samples, "his_login_duration_seconds_count", ("error_type", null)), 2, double.MaxValue);
        Assert.InRange(Sum(samples, "his_login_duration_seconds_count", ("error_type", "InvalidCredentials")), 1, double.MaxValue);
        Assert.InRange(Sum(samples, "his_logout_duration_seconds_count", ("error_type", null)), 1, double.MaxValue);
        Assert.Contains(samples, it => it.Name == "his_session_active" && it.Value >= 1);
        Assert.Contains(samples, it => it.Name == "dotnet_process_memory_working_set_bytes" && it.Value > 0);

        // A logout takes milliseconds: buckets that begin with five seconds would say nothing.
        var buckets = samples.Where(it => it.Name == "his_logout_duration_seconds_bucket" && !it.Labels.ContainsKey("error_type")).ToList();
        Assert.Equal("+Inf", buckets[^1].Labels["le"]);
        Assert.Equal(Sum(samples, "his_logout_duration_seconds_count", ("error_type", null)), buckets[^1].Value);
        Assert.Equal(buckets.Select(it => it.Value).Order(), buckets.Select(it => it.Value));
        Assert.Contains(buckets, it => it.Labels["le"] == "0.01");
    }

    /// <summary>A meter that has ended is reported together with its successor, and the format forbids that a family is there twice.</summary>
    [Fact]
    public async Task WhenAnotherServerOfTheProcessHasEnded_EachFamilyIsThereOnce()
    {
        await using var his = await RunningHis.StartAsync(AnyFreePort);
        await using (var first = await RunningHis.StartAsync())
        {
            using var alice = await first.LogInAsync();
        }

        await using var second = await RunningHis.StartAsync();
        using var bob = await second.LogInAsync();

        Assert.Contains(await ScrapeAsync(his), it => it.Name == "kestrel_active_connections");
    }

    [Theory]
    [InlineData("his.connection.slow_closed", "{connection}", true, "his_connection_slow_closed_total")]
    [InlineData("his.logout.duration", "s", false, "his_logout_duration_seconds")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", true, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("his.odd--name.", "1", false, "his_odd_name_ratio")]
    [InlineData("bytes.total", "By", true, "bytes_total_bytes_total")]
    [InlineData("wait.seconds", "s", false, "wait_seconds")]
    public void AnInstrument_HasTheNameThatOpenTelemetryGivesIt(string instrument, string unit, bool isCounter, string name) =>
        Assert.Equal(name, PrometheusText.Name(instrument, unit, isCounter));

    [Theory]
    [InlineData("Metrics:Prometheus=9464")]
    [InlineData("Metrics:Prometheus=https://127.0.0.1:9464")]
    [InlineData("Metrics:Prometheus=http://127.0.0.1:9464/metrics")]
    [InlineData("Metrics:Prometheus=http://127.0.0.1:99999")]
    [InlineData("Metrics:Prometheus=http://localhost:0")]
    public async Task AnAddressThatMakesNoSense_IsASentence(string setting)
    {
        var wrong = await Assert.ThrowsAnyAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            RunningHis.StartAsync(setting)
        );

        Assert.StartsWith("His:Metrics:Prometheus is '", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APortThatIsInUse_EndsInASentence()
    {
        await using var other = await RunningHis.StartAsync();

        var (exitCode, _, errors) = await Programs.HisAsync(
            "--urls=http://127.0.0.1:0",
            "--His:Storage:Kind=None",
            $"--His:Metrics:Prometheus={other.Address.GetLeftPart(UriPartial.Authority)}"
        );

        Assert.Equal(1, exitCode);
        Assert.Matches("^HIS does not start: His:Metrics:Prometheus is '[^\n]*$", errors.Trim());
    }

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

    private static Uri AddressOf(RunningHis his) => new(Served().Match(his.Logs.All).Groups["address"].Value);

    private static async Task<List<Sample>> ScrapeAsync(RunningHis his)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(AddressOf(his));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var (samples, families) = (new List<Sample>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                Assert.Matches("^# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+$", line);
                Assert.True(
                    !line.StartsWith("# TYPE", StringComparison.Ordinal) || families.Add(line.Split(' ')[2]),
                    $"{line} is there twice"
                );
                continue;
            }

            var match = Line().Match(line);
            Assert.True(match.Success, line);
            samples.Add(
                new Sample(
                    match.Groups["name"].Value,
                    Label()
                        .Matches(match.Groups["labels"].Value)
                        .ToDictionary(it => it.Groups["name"].Value, it => it.Groups["value"].Value, StringComparer.Ordinal),
                    match.Groups["value"].Value == "+Inf"
                        ? double.PositiveInfinity
                        : double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture)
                )
            );
        }

        return samples;
    }

    private static double Sum(List<Sample> samples, string name, (string Name, string? Value) label) =>
        samples.Where(it => it.Name == name && it.Labels.GetValueOrDefault(label.Name) == label.Value).Sum(it => it.Value);

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

    [GeneratedRegex(@"Measurements are served at (?<address>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Served();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+)\})? (?<value>[-+]?[0-9.eE+-]+|\+Inf|NaN)$""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<value>([^""\\]|\\.)*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

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

    private sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
