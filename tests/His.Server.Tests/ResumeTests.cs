using System.Text.Json.Nodes;

namespace His.Server.Tests;

/// <summary>The use case Resume on real sockets.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task AConnectionThatIsCut_IsGoneOnWith_AndNothingIsMissed()
    {
        await using var his = await RunningHis.StartAsync();
        var alice = await his.LogInAsync();
        await alice.AskAsync("channelgroup.request.ready");
        var (token, last) = Known(alice);
        alice.Socket.Abort();
        var call = his.Offer("1001");

        using var back = await his.ConnectAsync();
        var answer = await ResumeAsync(back, token, last);

        Assert.True(answer["result"]!["replayed"]!.GetValue<bool>());
        Assert.Equal(last + 1, back.Heard.First(it => it["method"] is not null)["params"]!["sequence"]!.GetValue<long>());
        Assert.Equal(
            call,
            back.Heard.First(it => it["method"]?.GetValue<string>() == "interaction.event.created")["params"]![
                "interactionId"
            ]!.GetValue<string>()
        );
        Assert.True((await back.AskAsync("interaction.request.accept", new JsonObject { ["interactionId"] = call })).IsSuccess());
        Assert.Equal(1, his.Sessions);
    }

    [Fact]
    public async Task TheOldConnection_IsClosedWith4006_AndTheSessionWorksOnTheNewOne()
    {
        await using var his = await RunningHis.StartAsync();
        var alice = await his.LogInAsync();
        var (token, last) = Known(alice);

        using var back = await his.ConnectAsync();
        Assert.True((await ResumeAsync(back, token, last)).IsSuccess());

        Assert.StartsWith("4006", await alice.HearEndAsync(), StringComparison.Ordinal);
        Assert.True((await back.AskAsync("channelgroup.request.ready")).IsSuccess());
    }

    [Fact]
    public async Task B68_AnotherAgentsToken_ThatWasUsed_IsLikeAGuessedOne()
    {
        await using var his = await RunningHis.StartAsync();
        var alice = await his.LogInAsync();
        var (token, last) = Known(alice);
        using var back = await his.ConnectAsync();
        await ResumeAsync(back, token, last);

        using var mallory = await his.ConnectAsync();
        var used = await ResumeAsync(mallory, token, 0);
        var guessed = await ResumeAsync(mallory, "guessed", 0);

        Assert.Equal("ResumeRefused", used.Failure());
        Assert.Equal(used["error"]!.ToJsonString(), guessed["error"]!.ToJsonString());
    }

    [Fact]
    public async Task B66_SequencesThatCannotBe_AreStrikes_AndTheTokenStaysGood()
    {
        await using var his = await RunningHis.StartAsync();
        var alice = await his.LogInAsync();
        var (token, last) = Known(alice);
        using var back = await his.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            var refused = await ResumeAsync(back, token, i % 2 == 0 ? last + 1000 : -1);
            Assert.Equal("params.lastSequence", refused.Path());
        }

        await back.TellAsync("session.request.ping");
        Assert.StartsWith("1008", await back.HearEndAsync(), StringComparison.Ordinal);

        using var again = await his.ConnectAsync();
        Assert.True((await ResumeAsync(again, token, last)).IsSuccess());
    }

    [Fact]
    public async Task F3_AfterTheLogout_TheTokenSaysThatTheSessionHasEnded()
    {
        await using var his = await RunningHis.StartAsync();
        var alice = await his.LogInAsync();
        var (token, last) = Known(alice);
        await alice.AskAsync("session.request.logout");

        using var back = await his.ConnectAsync();
        var answer = await ResumeAsync(back, token, last);

        Assert.Equal("SessionEnded", answer.Failure());
        Assert.Equal("AgentRequest", answer["error"]!["data"]!["cause"]!.GetValue<string>());
    }

    private static Task<JsonNode> ResumeAsync(Line line, string token, long last) =>
        line.AskAsync("session.request.resume", new JsonObject { ["resumeToken"] = token, ["lastSequence"] = last });

    private static (string Token, long Last) Known(Line line)
    {
        var login = line.Heard.Last(it => it["result"]?["resumeToken"] is not null)["result"]!;
        var events = line.Heard.Where(it => it["method"] is not null).Select(it => it["params"]!["sequence"]!.GetValue<long>());
        return (
            login["resumeToken"]!.GetValue<string>(),
            events.Append(login["snapshot"]!["session"]!["sequence"]!.GetValue<long>()).Max()
        );
    }
}
