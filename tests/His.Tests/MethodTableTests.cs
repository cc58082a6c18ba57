using System.Text.Json.Nodes;
using His.Bus;
using His.Platform.Simulator;
using His.Testing;

namespace His.Tests;

/// <summary>The table of methods as a whole (docs/security.md, 6 and 15): what is true of each, also of the next one.</summary>
public class MethodTableTests
{
    /// <summary>How each method stands to the others, as somebody has judged it. A new one is judged here.</summary>
    private static readonly Dictionary<Concurrency, string[]> Judged = new()
    {
        [Concurrency.BeforeLogin] = ["session.request.login", "session.request.ping", "session.request.resume"],
        [Concurrency.Immediate] = ["session.request.cancellogout", "session.request.logoutplan"],
        [Concurrency.Queued] =
        [
            "channel.request.dial",
            "channel.request.notready",
            "channel.request.ready",
            "channelgroup.request.activate",
            "channelgroup.request.activateall",
            "channelgroup.request.deactivate",
            "channelgroup.request.deactivateall",
            "channelgroup.request.notready",
            "channelgroup.request.ready",
        ],
        [Concurrency.PerInteraction] =
        [
            "interaction.request.accept",
            "interaction.request.cancelconsultation",
            "interaction.request.complete",
            "interaction.request.completetransfer",
            "interaction.request.conference",
            "interaction.request.consult",
            "interaction.request.end",
            "interaction.request.hold",
            "interaction.request.reject",
            "interaction.request.retrieve",
            "interaction.request.senddigits",
            "interaction.request.transfer",
        ],
        [Concurrency.Logout] = ["session.request.logout"],
    };

    [Theory]
    [MemberData(nameof(All))]
    public void AMethod_HasTheOrderThatWasJudged(string method) => Assert.Contains(method, Judged[Methods.Table[method].Concurrency]);

    [Fact]
    public void NoMethod_IsJudgedThatIsNotThere() =>
        Assert.Equal(Methods.Table.Keys.Order(StringComparer.Ordinal), Judged.Values.SelectMany(it => it).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void BeforeALogin_NothingIsServed_ButLoginResumeAndPing(string method)
    {
        using var scenario = new Scenario(title: "before a login");
        var eve = scenario.Connect("eve");
        var failure = eve.Failure(eve.Ask(method, ParamsFor(method)));
        Assert.Equal(
            method switch
            {
                "session.request.login" => "InvalidCredentials",
                "session.request.resume" => "ResumeRefused",
                "session.request.ping" => null,
                _ => "NoSession",
            },
            failure
        );
        Assert.Empty(eve.Events);
        Assert.DoesNotContain(scenario.Switch.Commands.Entries, it => it.Operation != SwitchOperation.Login);
        Assert.Equal(0, scenario.Core.Sessions.Count);
    }

    [Fact]
    public void WhatComes_BecomesTypesThatAreKnownAtCompileTime()
    {
        var known = KnownTypes.Of(BusJsonOptions.Context);
        Assert.Contains(known, it => it.Type == typeof(ReasonGiven)); // found as a member of others
        Assert.DoesNotContain(known, KnownTypes.IsOpen);
        Assert.Empty(Methods.Table.Values.Select(ParamsOf).Except(known.Select(it => it.Type)));
    }

    public static TheoryData<string> All() => [.. Methods.Table.Keys.Order(StringComparer.Ordinal)];

    private static Type ParamsOf(Method method) => method.GetType().GetGenericArguments()[0];

    /// <summary>Params that the method takes: what it answers is not about them.</summary>
    private static JsonObject ParamsFor(string method)
    {
        var needed = BusJsonOptions
            .Context.GetTypeInfo(ParamsOf(Methods.Table[method]))!
            .Properties.Where(it => it.IsRequired)
            .Select(it => it.Name);
        return new JsonObject(
            needed.Select(name =>
                KeyValuePair.Create<string, JsonNode?>(
                    name,
                    name switch
                    {
                        "agentId" => Scenario.Alice,
                        "password" => "guessed",
                        "resumeToken" => "guessed",
                        "lastSequence" => 0,
                        "channelId" => "phone",
                        "interactionId" => "i-1",
                        "destination" or "digits" => "1",
                        _ => throw new InvalidOperationException($"Say here what {method} takes for {name}."),
                    }
                )
            )
        );
    }
}
