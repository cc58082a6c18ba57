using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace His.Server.Tests;

/// <summary>What HIS measures, as a collector gets it.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task ACollector_GetsWhatHisMeasures_ByOtlp()
    {
        var got = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await CollectorAsync(got);
        await using var his = await RunningHis.StartAsync($"Metrics:Otlp={collector.Urls.Single()}", "Metrics:ExportInterval=00:00:01");
        using var line = await his.LogInAsync();

        var said = await TestTimeout.Wait(got.Task, "the collector to hear of a session");

        Assert.Contains("his.connection.active", said, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningHis.Password, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACollectorThatCannotBeReached_IsSaidOnce()
    {
        var port = FreePort();
        HeardLogs logs;
        await using (var his = await RunningHis.StartAsync($"Metrics:Otlp=http://127.0.0.1:{port}", "Metrics:ExportInterval=00:00:01"))
        {
            logs = his.Logs;
            using var alice = await his.LogInAsync();
            await TestTimeout.Until(() => logs.Contain(4030), "the warning");
        } // HIS tries once more as it stops

        Assert.Single(
            logs.All.Split('\n'),
            line =>
                line.Contains(
                    $"Warning His.Server.Metrics.OtlpExporter[4030] Measurements do not reach the collector at http://127.0.0.1:{port}",
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData("Metrics:Otlp=collector:4317")]
    [InlineData("Metrics:ExportInterval=00:00:00")]
    public async Task AWrongSetting_IsASentence(string setting)
    {
        var wrong = await Assert.ThrowsAnyAsync<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            RunningHis.StartAsync(setting)
        );

        Assert.StartsWith("His:Metrics:", wrong.Message, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>As much of a collector as is needed to see what comes: it takes everything, and says thank you as gRPC does.</summary>
    private static async Task<WebApplication> CollectorAsync(TaskCompletionSource<string> got)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        var collector = builder.Build();
        collector.MapPost(
            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
            async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                var said = Encoding.UTF8.GetString(body.ToArray());
                if (said.Contains("his.session.active", StringComparison.Ordinal))
                {
                    got.TrySetResult(said);
                }

                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
            }
        );
        await collector.StartAsync();
        return collector;
    }
}
