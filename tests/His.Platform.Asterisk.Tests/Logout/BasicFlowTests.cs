using His.Bus;

namespace His.Platform.Asterisk.Tests.Logout;

/// <summary>The basic flow, and AF1: the reason, and what the queue log keeps of it.</summary>
public sealed class BasicFlowTests(AsteriskSwitch atSwitch) : LogoutPlay(atSwitch)
{
    [Fact]
    public async Task BasicFlow_AReadyAgent_IsOutOfTheQueues_AndTheConnectionIsClosed()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);

        var result = await alice.DoAsync(Logout);

        var channel = Assert.Single(result.GetProperty("channels").EnumerateArray());
        Assert.True(channel.GetProperty("notReady").GetBoolean());
        Assert.True(channel.GetProperty("deactivated").GetBoolean());
        Assert.Equal(CloseCode.LoggedOut, await alice.ClosedAsync());
        Assert.Equal(
            [
                "channelgroup created",
                "channel created",
                "session initialized",
                "channel activated",
                "channel ready",
                "channel notready",
                "channel deactivated",
                "channel disposed",
                "channelgroup disposed",
                "session disposed",
            ],
            alice.Heard
        );
        await IsOutAsync();

        // And she can come back.
        await LogInAsync();
    }

    [Fact]
    public async Task AF1_TheReasonIsAskedFor_AndWrittenToTheQueueLog()
    {
        var alice = await LogInAsync(WithReasons);
        await WorkAsync(alice);

        var asked = await alice.FailAsync("NeedInfo", Logout);
        Assert.Equal(
            ["shift", "ill"],
            asked.GetProperty("reason").GetProperty("reasons").EnumerateArray().Select(it => it.GetProperty("code").GetString())
        );
        await IsReadyAsync();
        await alice.FailAsync("NeedInfo", Logout, new { reason = new { code = "holiday" } });
        await IsReadyAsync();

        await alice.DoAsync(Logout, new { reason = new { code = "shift", text = "до завтра" } });

        await IsOutAsync();
        await IsWrittenAsync("shift|до завтра");
    }

    [Theory]
    [InlineData("ill", null, "ill|")]
    [InlineData(null, "dentist", "|dentist")]
    [InlineData("shift", "a | b|c", "shift|a / b/c")]
    [InlineData("shift", "\"quoted\", 'quoted'; ${EXTEN} \\ %s: ok", "shift|\"quoted\", 'quoted'; ${EXTEN} \\ %s: ok")]
    public async Task AF1_WhateverTheReason_ItIsOneLineOfTheQueueLog_InTheFieldsItIsMeantFor(string? code, string? text, string written)
    {
        var alice = await LogInAsync(WithReasons);
        await WorkAsync(alice);

        await LogsOutAsync(
            alice,
            text is null ? new { code }
                : code is null ? new { text }
                : new { code, text }
        );

        await IsWrittenAsync(written);
    }

    [Fact]
    public async Task AF1_TheLongestReason_IsWrittenWhole()
    {
        var alice = await LogInAsync(WithReasons);
        await WorkAsync(alice);
        var text = new string('Щ', 128); // docs/bus.md

        Assert.True(
            (await alice.AskAsync(Logout, new { reason = new { code = "shift", text = text + "Щ" } })).TryGetProperty("error", out _)
        );
        await IsReadyAsync();
        await LogsOutAsync(alice, new { code = "shift", text });

        await IsWrittenAsync($"shift|{text}");
    }

    [Fact]
    public async Task AF1_AReasonThatIsMoreThanALine_NeverReachesTheSwitch()
    {
        var alice = await LogInAsync(options =>
            options with
            {
                LogoutReason = new() { Requirement = ReasonRequirement.Optional, FreeText = true },
            }
        );
        await WorkAsync(alice);

        foreach (var text in new[] { "x\r\nAction: Originate", "x\nAction: Originate", "x\0", "x\u0085y" })
        {
            var answer = await alice.AskAsync(Logout, new { reason = new { text } });
            Assert.True(answer.TryGetProperty("error", out _), answer.GetRawText());
        }

        await IsReadyAsync();
        await alice.DoAsync(Logout, new { reason = new { text = "x: y; z" } });
        await IsOutAsync();
    }

    [Fact]
    public async Task AMemberWhomAnAdministratorHasRemoved_IsLoggedOut()
    {
        var alice = await LogInAsync();
        await WorkAsync(alice);
        await Switch.ConsoleAsync("queue remove member PJSIP/1001 from sales");
        await Switch.ConsoleAsync("queue remove member PJSIP/1001 from support");
        await alice.HearAsync("channel.event.deactivated");

        await alice.DoAsync(Logout);

        Assert.Equal(CloseCode.LoggedOut, await alice.ClosedAsync());
        await IsOutAsync();
    }

    private static AsteriskOptions WithReasons(AsteriskOptions options) =>
        options with
        {
            LogoutReason = new()
            {
                Requirement = ReasonRequirement.Required,
                FreeText = true,
                Reasons = [new("shift", "End of shift"), new("ill", "Ill")],
            },
        };

    private async Task IsWrittenAsync(string fields) =>
        Assert.EndsWith($"|NONE|Alice|HISLOGOFF|{fields}", (await Switch.QueueLogAsync())[^1], StringComparison.Ordinal);
}
