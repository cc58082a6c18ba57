using His.Platform.Asterisk.Tests.Switch;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace His.Platform.Asterisk.Tests;

public sealed class SettingsTests
{
    private static readonly AsteriskOptions Good = new()
    {
        Username = "his",
        Secret = "a-long-secret",
        Queues = ["sales"],
        Agents = [new() { Id = "alice", Name = "Alice", Password = "p", Endpoint = "1001" }],
    };

    public static TheoryData<string, AsteriskOptions> Bad => new()
    {
        { "Secret is missing", Good with { Secret = "" } },
        { "Secret is the one of the sample", Good with { Secret = "mysecret" } },
        { "Host is another machine", Good with { Host = "192.0.2.1" } },
        { "Host is another machine", Good with { Host = "0.0.0.0" } },
        { "Queues is empty", Good with { Queues = [] } },
        { "Queues:0 is no queue name", Good with { Queues = ["sales&support"] } },
        { "InterfaceTemplate must hold", Good with { InterfaceTemplate = "PJSIP/agent" } },
        { "Agents:1:Id is that of another", Good with { Agents = [Good.Agents[0], Good.Agents[0]] } },
        { "Agents:0:Password is missing", Good with { Agents = [Good.Agents[0] with { Password = "" }] } },
        { "Agents:0:Endpoint is no endpoint", Good with { Agents = [Good.Agents[0] with { Endpoint = "1&2" }] } },
        { "LogoutReason demands a reason", Good with { LogoutReason = new() { Requirement = ReasonRequirement.Required } } },
        { "LogoutReason:Reasons:1:Code is that of another", Good with { LogoutReason = new() { Reasons = [new("a", "A"), new("a", "B")] } } },
        { "NotReadyReason:Reasons:0:Label is blank", Good with { NotReadyReason = new() { Reasons = [new("a", " ")] } } },
        { "LogoutReason:Reasons has more than", Good with { LogoutReason = new() { Reasons = [.. Enumerable.Range(0, 10_000).Select(i => new ReasonOffer($"c{i}", "x"))] } } },
        { "PingTimeout is not between", Good with { PingTimeout = TimeSpan.Zero } },
    };

    [Fact]
    public async Task GoodSettings_AreTaken()
    {
        await using var platform = Build(Good);
        await using var far = Build(Good with { Host = "192.0.2.1", AllowUnencrypted = true });

        Assert.False(platform.IsAvailable);
    }

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void BadSettings_AreRefused_WithTheirName(string sentence, AsteriskOptions options)
    {
        var refusal = Assert.Throws<OptionsValidationException>(() => Build(options));

        Assert.StartsWith($"His:Asterisk:{sentence}", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_AreInNoText()
    {
        Assert.DoesNotContain("a-long-secret", Good.ToString(), StringComparison.Ordinal);
        Assert.Equal("AsteriskAgentOptions { Id = alice }", Good.Agents[0].ToString());
    }

    [Fact]
    public async Task WhoIsUnknown_AndWhoIsMistaken_AreNobody()
    {
        await using var platform = Build(Good);

        Assert.Null(await platform.AuthenticateAsync(new("nobody", "p"), Patience.Token));
        Assert.Null(await platform.AuthenticateAsync(new("alice", "q"), Patience.Token));
        Assert.Equal(new AgentIdentity("alice", "Alice"), await platform.AuthenticateAsync(new("alice", "p"), Patience.Token));
    }

    private static AsteriskPlatform Build(AsteriskOptions options) => new(options, TimeProvider.System, NullLogger<AsteriskPlatform>.Instance);
}
