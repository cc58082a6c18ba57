namespace His.Server.Tests;

/// <summary>Requests whose params are wrong: each row by its number in the list of bad input.</summary>
public sealed class BadParamsTests
{
    private const string Login = "session.request.login";
    private const string Long = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public static TheoryData<string, string, string, string> WrongParams => new()
    {
        { "B2 a number for a text", Login, """{"agentId":5,"password":"x"}""", "params.agentId" },
        { "B2 a text for a flag", Login, """{"agentId":"5","password":"x","override":"true"}""", "params.override" },
        { "B2 an object for a text", Login, """{"agentId":{},"password":"x"}""", "params.agentId" },
        { "B3 an array", Login, """["1001","x"]""", "params" },
        { "B3 a text", Login, "\"1001\"", "params" },
        { "B5 null", "session.request.ping", "null", "params" },
        { "B6 null for a member that is needed", Login, """{"agentId":null,"password":"x"}""", "params.agentId" },
        { "B7 a member is missing", Login, """{"agentId":"1001"}""", "params.password" },
        { "B8 an unknown member", Login, """{"agentId":"1001","password":"x","colour":"red"}""", "params.colour" },
        { "B8 an unknown member where none is taken", "session.request.ping", """{"colour":"red"}""", "params.colour" },
        { "B8 a member in other letters", Login, """{"AgentId":"1001","password":"x"}""", "params.AgentId" },
        { "B9 a member twice", Login, """{"agentId":"1001","agentId":"1002","password":"x"}""", "params.agentId" },
        { "B9 a member twice, once in disguise", Login, """{"agentId":"1001","agent\u0049d":"1002","password":"x"}""", "params.agentId" },
        { "B14 a text of 15 KiB", Login, $$"""{"agentId":"{{new string('a', 15_000)}}","password":"x"}""", "params.agentId" },
        { "B14 a thousand members", Login, "{" + string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"m{i}\":1")) + "}", "params.m0" },
        { "B19 a lone surrogate", Login, """{"agentId":"\ud800","password":"x"}""", "params.agentId" },
        { "B27 a request id that is no UUID", "session.request.ping", """{"requestId":"1"}""", "params.requestId" },
        { "B27 a request id of 10 KB", "session.request.ping", $$"""{"requestId":"{{new string('a', 10_000)}}"}""", "params.requestId" },
        { "B45 a dial string for an endpoint", Login, """{"agentId":"1001","password":"x","endpoint":"PJSIP/100&PJSIP/9001234"}""", "params.endpoint" },
        { "B46 a comma", Login, """{"agentId":"1001","password":"x","endpoint":"100,1"}""", "params.endpoint" },
        { "B46 a bar", Login, """{"agentId":"1001","password":"x","endpoint":"100|1"}""", "params.endpoint" },
        { "B46 a bracket", Login, """{"agentId":"1001","password":"x","endpoint":"100)"}""", "params.endpoint" },
        { "B46 a variable", Login, """{"agentId":"1001","password":"x","endpoint":"${EXTEN}"}""", "params.endpoint" },
        { "B46 an at sign", Login, """{"agentId":"1001","password":"x","endpoint":"100@default"}""", "params.endpoint" },
        { "B46 a semicolon", Login, """{"agentId":"1001","password":"x","endpoint":"100;1"}""", "params.endpoint" },
        { "B46 an endpoint of 33", Login, $$"""{"agentId":"1001","password":"x","endpoint":"{{Long}}a"}""", "params.endpoint" },
        { "B52 a role", Login, """{"agentId":"1001","password":"x","isAdmin":true}""", "params.isAdmin" },
        { "B66 a sequence below zero", "session.request.resume", """{"resumeToken":"x","lastSequence":-1}""", "params.lastSequence" },
        { "B66 a sequence that is a fraction", "session.request.resume", """{"resumeToken":"x","lastSequence":1.5}""", "params.lastSequence" },
        { "B2 a text for a reason", "session.request.logout", """{"reason":"END"}""", "params.reason" },
        { "B35 a reason that is too long", "session.request.logout", $$$"""{"reason":{"text":"{{{new string('a', 192)}}}"}}""", "params.reason.text" },
        { "B36 a line end and a command", "session.request.logout", """{"reason":{"text":"a\r\nAction: Originate"}}""", "params.reason.text" },
        { "B37 a bare line feed", "session.request.logout", """{"reason":{"text":"a\nb"}}""", "params.reason.text" },
        { "B38 NUL", "session.request.logout", """{"reason":{"text":"a\u0000b"}}""", "params.reason.text" },
        { "B39 a line separator", "session.request.logout", """{"reason":{"text":"a\u2028b"}}""", "params.reason.text" },
        { "B39 a next line", "session.request.logout", """{"reason":{"code":"a\u0085b"}}""", "params.reason.code" },
        { "B40 a code that is a number", "session.request.logout", """{"reason":{"code":1}}""", "params.reason.code" },
        { "B44 a storm of combining marks", "session.request.logout", $$$"""{"reason":{"text":"a{{{new string('\u0301', 1000)}}}"}}""", "params.reason.text" },
        { "an unknown member of a reason", "session.request.logout", """{"reason":{"code":"END","x":1}}""", "params.reason.x" },
        { "a number with letters", "channel.request.dial", """{"channelId":"phone","destination":"+1(555)CALL"}""", "params.destination" },
    };

    public static TheoryData<string, string> WrongReasons => new()
    {
        { "B33 an empty reason", """{"reason":{"code":""}}""" },
        { "B33 a reason without members", """{"reason":{}}""" },
        { "B34 blanks", """{"reason":{"text":"   "}}""" },
        { "B34 nothing that can be seen", """{"reason":{"text":"\u200b\u200b"}}""" },
        { "B34 writing turned round", """{"reason":{"text":"a\u202eb"}}""" },
        { "B40 a code that is almost one", """{"reason":{"code":"01"}}""" },
        { "B40 a code with an exponent", """{"reason":{"code":"1e0"}}""" },
        { "B40 a code with a sign", """{"reason":{"code":"+1"}}""" },
        { "B40 a code in other letters", """{"reason":{"code":"end"}}""" },
        { "B41 a code of another list", """{"reason":{"code":"LUNCH"}}""" },
    };

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
        Assert.Empty(his.Switch.Told.Entries);
    }

    [Theory]
    [InlineData("session.request.levitate")]
    [InlineData("Session.Request.Ping")]
    [InlineData("session.request.ping ")]
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
        Assert.True(his.Switch.Truth("1001")!.LoggedIn);
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
        Assert.Equal(Markup, his.Switch.Truth("1001")!.LogoutReason!.Text);
    }
}
