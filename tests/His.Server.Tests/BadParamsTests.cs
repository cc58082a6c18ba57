using His.Testing;

namespace His.Server.Tests;

/// <summary>Requests whose params are wrong: each row by its number in the list of bad input.</summary>
public sealed class BadParamsTests
{
    private const string Login = "session.request.login";

    public static TheoryData<string, string, string, string> WrongParams => new(BadInput.Params);

    public static TheoryData<string, string> WrongReasons => new(BadInput.Reasons);

    public static TheoryData<string> NoMethods => new(BadInput.Methods);

    [Theory]
    [MemberData(nameof(WrongParams))]
    public async Task WrongParams_AreRefusedWithThePathOfTheMember(string row, string method, string parameters, string path)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        // Not through a JSON library: it would put right what is to be wrong.
        await line.SendAsync($$$"""{"jsonrpc":"2.0","id":7,"method":"{{{method}}}","params":{{{parameters}}}}""");
        var answer = await line.HearAsync(row);

        Assert.Equal(-32602, answer.Code());
        Assert.Equal(path, answer.Path());
        Assert.Equal(7, answer["id"]!.GetValue<int>());
        Assert.True((await line.AskAsync("session.request.ping")).IsSuccess());
        Assert.DoesNotContain(his.Switch.Commands.Entries, it => it.Operation is not Platform.Simulator.SwitchOperation.List); // HIS compares by itself
    }

    [Theory]
    [MemberData(nameof(NoMethods))]
    public async Task B1_UnknownMethod_IsRefused(string method)
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        Assert.Equal(-32601, (await line.AskAsync(method)).Code());
        Assert.True((await line.AskAsync("session.request.ping")).IsSuccess());
    }

    [Fact]
    public async Task B3_MissingParams_AreRefusedWhereTheyAreNeeded()
    {
        await using var his = await RunningHis.StartAsync();
        using var line = await his.ConnectAsync();

        Assert.Equal("params.agentId", (await line.AskAsync(Login)).Path());
    }

    [Theory]
    [MemberData(nameof(WrongReasons))]
    public async Task WrongReason_IsAskedForAgain_AndNothingHappens(string row, string parameters)
    {
        await using var his = await RunningHis.StartAsync();
        his.Switch.ChangeSettings(Reasons.Required(freeText: true));
        using var alice = await his.LogInAsync();

        await alice.SendAsync($$$"""{"jsonrpc":"2.0","id":7,"method":"session.request.logout","params":{{{parameters}}}}""");
        alice.Heard.Clear();
        var answer = await alice.HearAsync(row);

        Assert.Equal("NeedInfo", answer.Failure());
        Assert.Equal(2, answer["error"]!["data"]!["reason"]!["reasons"]!.AsArray().Count);
        Assert.True(his.Switch.GetState("1001")!.LoggedIn);
    }

    [Fact]
    public async Task B42_MarkupInAReason_IsTextAndNothingElse()
    {
        await using var his = await RunningHis.StartAsync();
        his.Switch.ChangeSettings(Reasons.Required(freeText: true));
        using var alice = await his.LogInAsync();
        const string Markup = "<script>alert(1)</script>";

        var answer = await alice.AskAsync("session.request.logout", new JsonObject { ["reason"] = new JsonObject { ["text"] = Markup } });

        Assert.True(answer.IsSuccess());
        Assert.Equal(Markup, his.Switch.GetState("1001")!.LogoutReason!.Text);
    }
}
