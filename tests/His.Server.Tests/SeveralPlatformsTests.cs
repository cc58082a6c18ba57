using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using His.Server.Settings;
using His.Testing.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace His.Server.Tests;

/// <summary>Several platforms in the settings (docs/operations.md, Several platforms), and the real server with them.</summary>
public class SeveralPlatformsTests
{
    private static readonly string[] Two =
    [
        "Platforms:0:Name=pbx",
        "Platforms:0:Type=Simulator",
        "Platforms:0:Channels:0=phone",
        "Platforms:1:Name=digital",
        "Platforms:1:Type=Simulator",
        "Platforms:1:Channels:0=chat",
        "Platforms:1:Channels:1=email",
    ];

    [Fact]
    public async Task AnAgent_WorksAtBoth_AndLogsOutOfBoth()
    {
        await using var his = await RunningHis.StartAsync(Two);
        var line = await his.LogInAsync();
        Assert.NotNull((await line.AskAsync("channelgroup.request.ready"))["result"]);
        var offer = new { type = "Chat", party = "customer" };
        using var refused = await his.Http.PostAsJsonAsync(
            "/simulator/agents/1001/interactions",
            offer,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode); // the first platform has no chat
        using var offered = await his.Http.PostAsJsonAsync(
            "/simulator/platforms/digital/agents/1001/interactions",
            offer,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Created, offered.StatusCode);
        var blocked = await line.AskAsync("session.request.logout");
        Assert.Equal("OngoingInteraction", (string?)blocked["error"]!["data"]!["failure"]);
        var id = (string)blocked["error"]!["data"]!["blockers"]![0]!["interactionId"]!;
        Assert.StartsWith("digital:", id, StringComparison.Ordinal);
        Assert.NotNull((await line.AskAsync("interaction.request.reject", new JsonObject { ["interactionId"] = id }))["result"]);
        var platforms = (await line.AskAsync("session.request.logout"))["result"]!["platforms"]!.AsArray();
        Assert.Equal(["pbx Yes", "digital Yes"], platforms.Select(it => $"{it!["platform"]} {it["loggedOff"]}"));
        Assert.Equal(0, his.Sessions);
    }

    [Fact]
    public async Task TheCommandLine_TakesThem()
    {
        var (exitCode, _, errors) = await Programs.HisAsync([.. Two.Select(it => $"--His:{it}"), "--His:Platforms:1:Nmae=x"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("His:Platforms:1:Nmae", errors, StringComparison.Ordinal);
        (exitCode, _, errors) = await Programs.HisAsync([.. Two.Select(it => $"--His:{it}"), "--His:DataDirectory=relative"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("His:DataDirectory is 'relative'", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--His:Platforms:0:Name=", "His:Platforms:0:Name must have 1 to 32 letters")]
    [InlineData("--His:Platforms:1:Name=PBX", "His:Platforms:1:Name is 'PBX', as in His:Platforms:0.")]
    [InlineData("--His:Platforms:1:Type=Nothing", "'Nothing'")]
    [InlineData("--His:Platforms:1:Chanels:0=chat", "His:Platforms:1:Chanels")]
    [InlineData("--His:Platforms:1:Port=many", "His:Platforms:1:Port")]
    [InlineData("--His:Platforms:0:Required=false", "at least one platform must be Required")]
    [InlineData("--His:Platforms:1:LeaveBehind=perhaps", "His:Platforms:1:LeaveBehind")]
    public void AWrongEntry_IsNamed(string setting, string complaint)
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => Read(setting));
        Assert.Contains(complaint, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChannelAtTwoPlatforms_IsNamedAtTheStart()
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            RunningHis.StartAsync([.. Two, "Platforms:1:Channels:2=phone"])
        );
        Assert.Contains("pbx and digital both have a channel phone", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFirstIsRequired_AndTheOthersAreNot_UnlessTheSettingsSaySo()
    {
        Assert.Equal([true, false], Read().Platforms.Select(it => it.IsRequired));
        Assert.Equal([true, true], Read("--His:Platforms:1:Required=true").Platforms.Select(it => it.IsRequired));
    }

    private static HisSettings Read(params string[] more) =>
        HisSettings.Read(new ConfigurationBuilder().AddCommandLine([.. Two.Select(it => $"--His:{it}"), .. more]).Build());
}
