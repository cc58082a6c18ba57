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
    };

    public static TheoryData<string, AsteriskOptions> Bad =>
        new()
        {
            { "Secret is missing", Good with { Secret = "" } },
            { "Secret is that of the sample", Good with { Secret = "mysecret" } },
            { "Host is another machine", Good with { Host = "192.0.2.1" } },
            { "Host is another machine", Good with { Host = "0.0.0.0" } },
            { "Queues must name at least one", Good with { Queues = [] } },
            { "Queues:0 must have 1 to 79", Good with { Queues = ["sales&support"] } },
            { "InterfaceTemplate must contain", Good with { InterfaceTemplate = "PJSIP/agent" } },
            { "LogoutReason requires a reason", Good with { LogoutReason = new() { Requirement = ReasonRequirement.Required } } },
            {
                "LogoutReason:Reasons:1:Code is a duplicate",
                Good with
                {
                    LogoutReason = new() { Reasons = [new("a", "A"), new("a", "B")] },
                }
            },
            { "NotReadyReason:Reasons:0:Label must have", Good with { NotReadyReason = new() { Reasons = [new("a", " ")] } } },
            {
                "LogoutReason:Reasons must have at most",
                Good with
                {
                    LogoutReason = new() { Reasons = [.. Enumerable.Range(0, 10_000).Select(i => new ReasonOption($"c{i}", "x"))] },
                }
            },
            { "PingMisses must be between", Good with { PingMisses = 0 } },
            { "EventLagLimit must be more than 0", Good with { EventLagLimit = TimeSpan.Zero } },
            { "Tls:Enabled is false, but", Good with { Tls = new() { ServerName = "pbx.example" } } },
            {
                "Tls:ServerName must be a host name",
                Good with
                {
                    Tls = new() { Enabled = true, ServerName = "pbx example" },
                }
            },
            {
                "Tls:CertificateSha256 must be a SHA-256 hash",
                Good with
                {
                    Tls = new() { Enabled = true, CertificateSha256 = "ab:cd" },
                }
            },
            {
                "Tls:CaFile cannot be used: Could not find",
                Good with
                {
                    Tls = new() { Enabled = true, CaFile = "/there/is/none.pem" },
                }
            },
            {
                "Tls:CaFile cannot be used: the file contains no PEM certificate",
                Good with
                {
                    Tls = new() { Enabled = true, CaFile = "/dev/null" },
                }
            },
            { "Switches:south:Secret is missing", Good with { Switches = Named(("north", Good), ("south", Good with { Secret = "" })) } },
            { "Switches: the name of a switch must have", Good with { Switches = Named(("north|south", Good)) } },
            {
                "Switches:north:Switches must be empty",
                Good with
                {
                    Switches = Named(("north", Good with { Switches = Named(("south", Good)) })),
                }
            },
            { "PingTimeout must be more than 0", Good with { PingTimeout = TimeSpan.Zero } },
            { "Calls:Context must have 1 to 79", Good with { Calls = new() { Context = "dial,601,1" } } },
            { "Calls:ControlContext must have 1 to 79", Good with { Calls = new() { ControlContext = "" } } },
            {
                "Calls:ControlContext must differ from Context",
                Good with
                {
                    Calls = new() { Context = "dial", ControlContext = "dial" },
                }
            },
            { "Calls:DialsPerMinute must be between", Good with { Calls = new() { DialsPerMinute = 0 } } },
            {
                "Calls:HomePrefixes, InternationalPrefixes and PremiumPrefixes contain a duplicate",
                Good with
                {
                    Calls = new() { HomePrefixes = ["+7"], PremiumPrefixes = ["+7"] },
                }
            },
            {
                "Calls:HomePrefixes, InternationalPrefixes and PremiumPrefixes must contain digits only",
                Good with
                {
                    Calls = new() { PremiumPrefixes = ["0900x"] },
                }
            },
        };

    [Fact]
    public async Task GoodSettings_AreTaken()
    {
        await using var platform = Build(Good);
        await using var far = Build(Good with { Host = "192.0.2.1", AllowUnencrypted = true });
        await using var encrypted = Build(
            Good with
            {
                Host = "192.0.2.1",
                Tls = new() { Enabled = true },
            }
        );

        await using var several = Build(new AsteriskOptions { Switches = Named(("north", Good), ("south", Good)) });

        Assert.False(platform.IsAvailable);
        Assert.Empty(platform.UnavailableSwitches);
        Assert.Equal(["north", "south"], several.UnavailableSwitches);
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
    }

    [Fact]
    public async Task WhoIsUnknown_AndWhoIsMistaken_AreNobody()
    {
        await using var platform = Build(Good);

        Assert.Null(await platform.AuthenticateAsync(new("nobody", "alice-password"), TestTimeout.Token));
        Assert.Null(await platform.AuthenticateAsync(new("alice", "bob-password"), TestTimeout.Token));
        Assert.Equal(
            new AgentIdentity("alice", "Alice"),
            await platform.AuthenticateAsync(new("alice", "alice-password"), TestTimeout.Token)
        );
    }

    private static Dictionary<string, AsteriskOptions> Named(params (string Name, AsteriskOptions Options)[] switches) =>
        switches.ToDictionary(one => one.Name, one => one.Options, StringComparer.OrdinalIgnoreCase);

    private static AsteriskPlatform Build(AsteriskOptions options) =>
        new(options, new Staff(), TimeProvider.System, NullLogger<AsteriskPlatform>.Instance);
}
