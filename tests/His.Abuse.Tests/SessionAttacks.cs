using System.Net;

namespace His.Abuse.Tests;

/// <summary>Requests in the right form for what is not there, or not the client's.</summary>
internal static class SessionAttacks
{
    public static async Task ReasonsAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        foreach (var (row, parameters) in BadInput.Reasons)
        {
            var answer = await attacker.AskAsync("session.request.logout", parameters);
            Assert.Equal((row, "NeedInfo", 2), (row, answer.Outcome(), answer["error"]!["data"]!["reason"]?["reasons"]!.AsArray().Count));
        }

        var once = Guid.NewGuid();
        Assert.Equal(
            "done",
            (await attacker.AskAsync("channel.request.ready", $$"""{"channelId":"phone","requestId":"{{once}}"}""")).Outcome()
        );
        Assert.Equal(
            "RequestIdReuse",
            (await attacker.AskAsync("channel.request.notready", $$"""{"channelId":"phone","requestId":"{{once}}"}""")).Outcome()
        );
        Assert.Equal(
            "InvalidState",
            (
                await attacker.AskAsync("session.request.login", $$"""{"agentId":"1002","password":"{{ServerUnderAttack.Password}}"}""")
            ).Outcome()
        );
        Assert.Equal("done", (await attacker.AskAsync("session.request.logout", """{"reason":{"code":"1"}}""")).Outcome());
        Assert.Equal("1000 logged out", await attacker.HearEndAsync());
    }

    public static async Task IdsAsync(ServerUnderAttack his, IPAddress from, string agentId, Func<string> interactionOfAnother)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        foreach (var command in new[] { "accept", "reject", "hold", "end", "complete", "cancelconsultation" })
        {
            var foreign = await attacker.AskAsync($"interaction.request.{command}", $$"""{"interactionId":"{{interactionOfAnother()}}"}""");
            var unknown = await attacker.AskAsync($"interaction.request.{command}", """{"interactionId":"i-unknown"}""");
            Assert.Equal("UnknownInteraction", foreign.Outcome());
            Assert.Equal(unknown["error"]!.ToJsonString(), foreign["error"]!.ToJsonString());
        }

        foreach (var id in BadInput.Ids)
        {
            var answer = await attacker.AskAsync("channel.request.ready", new JsonObject { ["channelId"] = id }.ToJsonString());
            Assert.Equal((id, "UnknownChannel"), (id, answer.Outcome()));
        }
    }

    public static async Task TokensAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (victim, login) = await Attacker.LogInAsync(his, from, agentId);
        using var first = victim;
        var (token, sequence) = ((string)login["resumeToken"]!, (long)login["snapshot"]!["session"]!["sequence"]!);
        string Resume(string with, long last) => new JsonObject { ["resumeToken"] = with, ["lastSequence"] = last }.ToJsonString();

        using var attacker = await Attacker.ComeAsync(his, from);
        var changed = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        foreach (var damaged in new[] { "guessed", changed, token[..^1], token + "A", " " + token, token.ToUpperInvariant() + "a" })
        {
            Assert.Equal(
                (damaged, "ResumeRefused"),
                (damaged, (await attacker.AskAsync("session.request.resume", Resume(damaged, sequence))).Outcome())
            );
        }

        Assert.Equal("params.resumeToken", (await attacker.AskAsync("session.request.resume", Resume(token + "\u0000", sequence))).Path()); // a strike, like those that follow
        foreach (var last in new[] { sequence + 1000, -1, long.MaxValue })
        {
            Assert.Equal("params.lastSequence", (await attacker.AskAsync("session.request.resume", Resume(token, last))).Path());
        }

        Assert.Equal("done", (await attacker.AskAsync("session.request.resume", Resume(token, sequence))).Outcome());
        Assert.StartsWith("4006", await victim.HearEndAsync(), StringComparison.Ordinal);

        using var late = await Attacker.ComeAsync(his, from);
        var used = await late.AskAsync("session.request.resume", Resume(token, sequence));
        var guessed = await late.AskAsync("session.request.resume", Resume("guessed", sequence));
        Assert.Equal(("ResumeRefused", guessed["error"]!.ToJsonString()), (used.Outcome(), used["error"]!.ToJsonString()));
    }

    /// <summary>Logs in and falls silent. HIS cuts the link and keeps the session.</summary>
    public static async Task HalfOpenAsync(ServerUnderAttack his, IPAddress from, string agentId)
    {
        var (attacker, _) = await Attacker.LogInAsync(his, from, agentId);
        using var mine = attacker;
        await attacker.StareAsync();
        Assert.Contains(agentId, await his.AgentsAsync());
    }

    /// <summary>Wrong passwords: as many are answered as may be, and then none, be the password right or wrong.</summary>
    public sealed class Guessing
    {
        private const int OfAnAgent = 5;
        private const int OfAnAddress = 100;

        private readonly System.Diagnostics.Stopwatch _sinceTheFirst = new();
        private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);
        private int _next;

        public async Task OnceAsync(ServerUnderAttack his, IPAddress from)
        {
            _sinceTheFirst.Start();
            using var attacker = await Attacker.ComeAsync(his, from);
            for (var guess = 0; guess < 20; guess++, _next++)
            {
                var agentId = _next <= OfAnAgent ? "1001" : $"nobody-{_next % 40}";
                var isRight = _failures.Values.Sum() >= OfAnAddress && guess % 5 == 0;
                var isSlowed = _failures.GetValueOrDefault(agentId) >= OfAnAgent || _failures.Values.Sum() >= OfAnAddress;
                var answer = await attacker.AskAsync(
                    "session.request.login",
                    $$"""{"agentId":"{{(isRight ? "1001" : agentId)}}","password":"{{(isRight ? ServerUnderAttack.Password : "guess")}}"}"""
                );
                if (_sinceTheFirst.Elapsed > TimeSpan.FromSeconds(55))
                {
                    return; // HIS begins to forget, each in its turn
                }

                Assert.Equal((guess, isSlowed ? "TooManyAttempts" : "InvalidCredentials"), (guess, answer.Outcome()));
                if (isSlowed)
                {
                    Assert.InRange((int)answer["error"]!["data"]!["retryAfterSeconds"]!, 1, 60);
                }
                else
                {
                    _failures[agentId] = _failures.GetValueOrDefault(agentId) + 1;
                }
            }
        }
    }
}
