using System.Net;

namespace His.Server.Tests;

/// <summary>To which host names HIS answers, and how somebody finds out who sets it up.</summary>
public sealed class HostNamesTests
{
    [Theory]
    [InlineData(null, "localhost", 200)]
    [InlineData(null, "127.0.0.1:8080", 200)]
    [InlineData(null, "[::1]", 200)]
    [InlineData(null, "his.example", 400)]
    [InlineData("*", "his.example", 400)]
    [InlineData("his.example", "his.example", 200)]
    [InlineData("his.example", "HIS.example:8443", 200)]
    [InlineData("his.example", "localhost", 400)]
    [InlineData("his.example;localhost", "localhost", 200)]
    [InlineData("*.example", "his.example", 200)]
    [InlineData("*.example", "example", 400)]
    public async Task AHost_IsAnsweredOrRefused(string? setting, string host, int status)
    {
        await using var his = await StartAsync(setting);

        using var answer = await GetAsync(his, "/", host);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task ARefusedHost_IsNamedInTheLog_AndToldInAProblemDocument()
    {
        await using var his = await StartAsync(null);

        using var answer = await GetAsync(his, "/", "his.example");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/problem+json"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType)
        );
        Assert.Contains("AllowedHosts", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Refused a request from 127.0.0.1 for the host his.example", his.Logs.All, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/healthy", 400)]
    [InlineData("/bus", 400)]
    public async Task Health_IsAnswered_WhateverTheHost_AndNothingElse(string path, int status)
    {
        await using var his = await StartAsync("his.example");

        using var answer = await GetAsync(his, path, "10.1.2.3");

        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static Task<RunningHis> StartAsync(string? setting) =>
        RunningHis.StartAsync(setting is null ? [] : [$"--AllowedHosts={setting}"]);

    private static async Task<HttpResponseMessage> GetAsync(RunningHis his, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        return await TestTimeout.Wait(his.Http.SendAsync(request), path);
    }
}
