using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
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

    private static Uri AddressOf(RunningHis his) => new(Served().Match(his.Logs.All).Groups["address"].Value);

    internal static async Task<List<Sample>> ScrapeAsync(RunningHis his)
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

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
