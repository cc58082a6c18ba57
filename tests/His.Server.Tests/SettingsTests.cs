using His.Platform;
using His.Platform.Asterisk;
using His.Server.Agents;
using His.Server.Platforms;
using His.Server.Settings;
using Microsoft.Extensions.Configuration;

namespace His.Server.Tests;

/// <summary>A wrong setting stops the start, with a sentence that names it.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--His:StepDeadlin=00:00:10", "Unknown setting 'His:StepDeadlin'")]
    [InlineData("--His:Bus:PingEveryy=00:00:10", "Unknown setting 'His:Bus:PingEveryy'")]
    [InlineData("--His:Simulator:AgentTruth=1", "Unknown setting 'His:Simulator:AgentTruth'")]
    [InlineData("--His:Simulator:Problem=1", "Unknown setting 'His:Simulator:Problem'")]
    [InlineData("--His:Bus:AllowedOrigins:first=https://crm.example", "Unknown setting 'His:Bus:AllowedOrigins:first'")]
    [InlineData("--His:Platform:X=1", "Unknown setting 'His:Platform:X'")]
    [InlineData("--His:Platform=Tin", "His:Platform is 'Tin'")]
    [InlineData("--His:CommandTimeout=10", "His:CommandTimeout")]
    [InlineData("--His:CommandTimeout=soon", "His:CommandTimeout")]
    [InlineData("--His:MaxStrikes=0", "His:MaxStrikes")]
    [InlineData("--His:PresenceLogoutAfter=00:00:01", "His:PresenceLogoutAfter")]
    [InlineData("--His:Bus:PongTimeout=00:00:00", "His:Bus:PongTimeout")]
    [InlineData("--His:Bus:MaxMessageBytes=1", "His:Bus:MaxMessageBytes")]
    [InlineData("--His:Bus:MaxOutboxMessages=0", "His:Bus:MaxOutboxMessages")]
    [InlineData("--His:Bus:AllowedOrigins:0=*", "His:Bus:AllowedOrigins")]
    [InlineData("--His:Bus:AllowedOrigins:0=https://crm.example/", "His:Bus:AllowedOrigins")]
    [InlineData("--His:Bus:AllowedOrigins:0=null", "His:Bus:AllowedOrigins")]
    [InlineData("--His:FrameAncestors:0=https://crm.example; script-src *", "His:FrameAncestors")]
    [InlineData("--His:Simulator:Agents=-1", "His:Simulator: Agents")]
    [InlineData("--His:Storage:Kind=Oracle", "His:Storage:Kind is 'Oracle'")]
    [InlineData("--His:Storage:IntegrityCheck=Some", "His:Storage:IntegrityCheck is 'Some'")]
    [InlineData("--His:Storage:ReserveMebibytes=0", "His:Storage:ReserveMebibytes is 0")]
    [InlineData("--His:Journal:Retention=0", "His:Journal:Retention is 0")]
    [InlineData("--His:Journal:Retention=forever", "His:Journal:Retention")]
    [InlineData("--His:Storage:MaxWaitingRecords=1", "His:Storage:MaxWaitingRecords is 1")]
    [InlineData("--His:MediaBarPath=/no/such/folder", "His:MediaBarPath")]
    [InlineData("--urls=http://*:5080", "urls")]
    [InlineData("--urls=http://127.0.0.1:5080;http://0.0.0.0:5081", "http://0.0.0.0:5081")]
    [InlineData("--http_ports=8080", "urls")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://10.0.0.1:80", "urls")]
    [InlineData("--urls=nonsense", "urls")]
    [InlineData("--ForwardedHeaders_Enabled=true", "ForwardedHeaders_Enabled")]
    [InlineData("--forwardedheaders_enabled=TRUE", "ForwardedHeaders_Enabled")]
    [InlineData("--His:TrustedProxies:0=proxy.example", "His:TrustedProxies has 'proxy.example'")]
    [InlineData("--His:TrustedProxies:0=0.0.0.0/0", "His:TrustedProxies has '0.0.0.0/0'")]
    [InlineData("--His:TrustedProxies:0=::/0", "His:TrustedProxies has '::/0'")]
    [InlineData("--His:TrustedProxies:0=", "His:TrustedProxies has ''")]
    [InlineData("--AllowedHosts=https://his.example", "AllowedHosts has 'https://his.example'")]
    [InlineData("--AllowedHosts=localhost;his.example:443", "AllowedHosts has 'his.example:443'")]
    [InlineData("--His:DataDirectory=data", "His:DataDirectory is 'data'; it must be an absolute path")]
    [InlineData("--His:Agents:0:Password=a-plain-password", "his agents hash")]
    [InlineData("--His:Agents:0:PasswordHash=a-plain-password", "His:Agents:0:Id must have 1 to 64")]
    [InlineData("--His:Agents:0:Nmae=Alice", "Unknown setting 'His:Agents:0:Nmae'")]
    [InlineData("--His:Agents:0:Dial=Lunar", "His:Agents:0:Dial")]
    [InlineData("--His:Asterisk:Agents:0:Id=alice", "Unknown setting 'His:Asterisk:Agents'")]
    [InlineData("--His:Asterisk:Switches:north:Prot=5038", "Unknown setting 'His:Asterisk:Switches:north:Prot'")]
    [InlineData("--His:Asterisk:Switches:north:Port=near", "His:Asterisk:Switches:north:Port")]
    [InlineData("--His:Asterisk:LogoutReason:Reasons:0:Code=a-reason-without-a-label", "ReasonOption")]
    [InlineData("--His:Asterisk:LoginMode=Ready", "His:Asterisk:LoginMode")]
    [InlineData("--urls=ftp://127.0.0.1:0", "urls has 'ftp://127.0.0.1:0'")]
    [InlineData("--urls=http://127.0.0.1:99999", "urls has 'http://127.0.0.1:99999'")]
    [InlineData("--urls=http://127.0.0.1:5080/his", "urls has 'http://127.0.0.1:5080/his'")]
    [InlineData("--urls=http://localhost:0", "urls has 'http://localhost:0'")]
    [InlineData("--Kestrel:Endpoints:Web:Ulr=http://127.0.0.1:80", "Unknown setting 'Kestrel:Endpoints:Web:Ulr'")]
    [InlineData("--Kestrel:Endpoints:Web:Protocols=Http1", "Kestrel:Endpoints:Web:Url is missing")]
    [InlineData("--Kestrel:EndpointDefaults:Protocols=Http9", "Kestrel:EndpointDefaults:Protocols")]
    [InlineData("--Kestrel:Certificates:Default:Pasword=x", "Unknown setting 'Kestrel:Certificates:Default:Pasword'")]
    [InlineData(
        "--Kestrel:Certificates:Default:Path=/no/such.pfx",
        "Kestrel:Certificates:Default:Path is '/no/such.pfx'; the file does not exist"
    )]
    [InlineData("--Logging:LogLvl:Default=Debug", "Unknown setting 'Logging:LogLvl'")]
    [InlineData("--Logging:LogLevel:Default=Chatty", "Logging:LogLevel:Default is 'Chatty'")]
    [InlineData("--Logging:Console:LogLevel:His=Loud", "Logging:Console:LogLevel:His is 'Loud'")]
    [InlineData("--Logging:Console:FormatterName=xml", "Logging:Console:FormatterName is 'xml'")]
    public void WrongSetting_IsNamed(string setting, string named)
    {
        var wrong = Assert.ThrowsAny<Exception>(() => HisServer.Build([setting]));

        Assert.Contains(named, StartupError.TryDescribe(wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://localhost:5080")]
    [InlineData("--urls=http://[::1]:5080")]
    [InlineData("--AllowedHosts=his.example;*.his.example;10.0.0.5;[::1];localhost")]
    [InlineData("--AllowedHosts=*")]
    [InlineData("--His:TrustedProxies:0=10.0.0.0/28")]
    [InlineData("--His:TrustedProxies:0=10.0.0.5/28")]
    [InlineData("--His:TrustedProxies:0=fd00::5")]
    [InlineData("--His:TrustedProxies:0=unix")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://127.0.0.1:5080")]
    public async Task GoodAddress_IsTaken(string setting)
    {
        await using var server = HisServer.Build([setting, "--His:Storage:Kind=None"]);
        Assert.NotNull(server);
    }

    [Fact]
    public void ACertificate_IsLookedAtClosely()
    {
        using var folder = new TemporaryFolder();
        var (pfx, pem, key) = Certificates.WriteInto(folder.Name);
        string[] https = ["--urls=https://*:5443", "--His:Storage:Kind=None"];
        var path = "--Kestrel:Certificates:Default:Path=";

        var wrong = ComplaintOf([.. https, path + pfx, "--Kestrel:Certificates:Default:Password=a-wrong-Pa55word"]);
        Assert.Contains($"Kestrel:Certificates:Default:Path is '{pfx}', which cannot be loaded", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-Pa55word", wrong, StringComparison.Ordinal);
        Assert.Contains("set KeyPath if it is PEM", ComplaintOf([.. https, path + pem]), StringComparison.Ordinal);
        Assert.Contains(
            "KeyPath is '/no/such.key'",
            ComplaintOf([.. https, path + pem, "--Kestrel:Certificates:Default:KeyPath=/no/such.key"]),
            StringComparison.Ordinal
        );

        Assert.Null(ComplaintOf([.. https, path + pfx, $"--Kestrel:Certificates:Default:Password={Certificates.Password}"]));
        Assert.Null(ComplaintOf([.. https, path + pem, $"--Kestrel:Certificates:Default:KeyPath={key}"]));
        Assert.Null(
            ComplaintOf(
                "--Kestrel:Endpoints:Web:Url=https://*:5443",
                $"--Kestrel:Endpoints:Web:Certificate:Path={pem}",
                $"--Kestrel:Endpoints:Web:Certificate:KeyPath={key}"
            )
        );
    }

    [Fact]
    public async Task UnencryptedAddress_IsTakenWhereSomebodyHasSaidSo()
    {
        await using var server = HisServer.Build(["--urls=http://*:5080", "--His:AllowUnencrypted=true", "--His:Storage:Kind=None"]);
        Assert.NotNull(server);
    }

    [Fact]
    public void AgentInTheSettings_IsLookedAtClosely()
    {
        var hash = PasswordHashes.Of("password-1", iterations: 1);
        string[] alice = ["--His:Agents:0:Id=alice", "--His:Agents:0:Name=Alice", $"--His:Agents:0:PasswordHash={hash}"];

        Assert.Null(ComplaintOf(alice));
        Assert.Contains(
            "His:Agents:0:PasswordHash",
            ComplaintOf([.. alice, "--His:Agents:0:PasswordHash=password-1"]),
            StringComparison.Ordinal
        );
        Assert.Contains("His:Agents:0:Name", ComplaintOf([.. alice, "--His:Agents:0:Name=Alice|Bob"]), StringComparison.Ordinal);
        Assert.Contains("His:Agents:0:Endpoint", ComplaintOf([.. alice, "--His:Agents:0:Endpoint=1001&1002"]), StringComparison.Ordinal);
        Assert.Contains(
            "His:Agents:0:Queues contains a duplicate",
            ComplaintOf([.. alice, "--His:Agents:0:Queues:0=sales", "--His:Agents:0:Queues:1=Sales"]),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "His:Agents:1:Id is the same as that of His:Agents:0",
            ComplaintOf([.. alice, "--His:Agents:1:Id=alice", "--His:Agents:1:Name=Alice", $"--His:Agents:1:PasswordHash={hash}"]),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            "a-plain-password",
            ComplaintOf([.. alice, "--His:Agents:0:Password=a-plain-password"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ANamedSwitch_HasTheCommonSettings_ExceptWhereItHasItsOwn()
    {
        var settings = (AsteriskOptions)
            Read(
                "--His:Platform=Asterisk",
                "--His:Asterisk:Username=his",
                "--His:Asterisk:Queues:0=sales",
                "--His:Asterisk:Queues:1=support",
                "--His:Asterisk:LogoutReason:Requirement=Required",
                "--His:Asterisk:LogoutReason:Reasons:0:Code=shift",
                "--His:Asterisk:LogoutReason:Reasons:0:Label=Shift",
                "--His:Asterisk:Switches:north:Host=north.example",
                "--His:Asterisk:Switches:north:Queues:0=north",
                "--His:Asterisk:Switches:south:LogoutReason:FreeText=true",
                "--His:Asterisk:Switches:south:Port=5039"
            )
                .Platforms[0]
                .Settings;

        var (north, south) = (settings.Switches["North"], settings.Switches["south"]);
        Assert.Equal(("his", "north.example", 5038), (north.Username, north.Host, north.Port));
        Assert.Equal(("his", "127.0.0.1", 5039), (south.Username, south.Host, south.Port));
        Assert.Equal(["north"], north.Queues);
        Assert.Equal(["sales", "support"], south.Queues);
        Assert.True(south.LogoutReason is { FreeText: true, Requirement: ReasonRequirement.Required, Reasons: [{ Code: "shift" }] });
        Assert.Empty(north.Switches);
    }

    [Fact]
    public void AnEmptyListOfANamedSwitch_IsAnEmptyList()
    {
        using var json = new MemoryStream(
            """{"His":{"Platform":"Asterisk","Asterisk":{"Queues":["sales"],"Switches":{"north":{"Queues":[]},"south":{}}}}}"""u8.ToArray()
        );

        var switches = (
            (AsteriskOptions)HisSettings.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Platforms[0].Settings
        ).Switches;

        Assert.Empty(switches["north"].Queues);
        Assert.Equal(["sales"], switches["south"].Queues);
    }

    [Fact]
    public void WrongSettingOfANamedSwitch_IsNamed()
    {
        var complaint = ComplaintOf(
            "--His:Platform=Asterisk",
            "--His:Asterisk:Username=his",
            "--His:Asterisk:Queues:0=sales",
            "--His:Asterisk:Switches:north:Host=127.0.0.1"
        );

        Assert.Contains("His:Asterisk:Switches:north:Secret is missing", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_ListsEverySettingWithItsSummary()
    {
        using var text = new StringWriter();

        Help.Write(text, PlatformCatalog.Shipped);

        Assert.Contains("--His:Bus:PingInterval = 00:00:05", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "Time that a connection may be silent before HIS pings it. More than 0, at most 1 hour. Default: 5 s.",
            text.ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains("--His:CommandTimeout = 00:00:10", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("--His:Asterisk:Switches = (none)", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("  his agents", text.ToString(), StringComparison.Ordinal);
    }

    private static HisSettings Read(params string[] settings) =>
        HisSettings.Read(new ConfigurationBuilder().AddCommandLine(settings).Build());

    private static string? ComplaintOf(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        try
        {
            using IDisposable server = HisServer.Build([$"--His:DataDirectory={folder.Name}", .. settings]);
            return null;
        }
        catch (Exception wrong) when (StartupError.TryDescribe(wrong) is { } complaint)
        {
            return complaint;
        }
    }
}
