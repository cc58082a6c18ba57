using His.Server.Settings;

namespace His.Server.Tests;

/// <summary>A wrong setting stops the start, with a sentence that names it.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("--His:StepDeadlin=00:00:10", "His:StepDeadlin is no setting of HIS")]
    [InlineData("--His:Bus:PingEveryy=00:00:10", "His:Bus:PingEveryy is no setting of HIS")]
    [InlineData("--His:Simulator:AgentTruth=1", "His:Simulator:AgentTruth is no setting of HIS")]
    [InlineData("--His:Simulator:Problem=1", "His:Simulator:Problem is no setting of HIS")]
    [InlineData("--His:Bus:AllowedOrigins:first=https://crm.example", "His:Bus:AllowedOrigins:first is no setting of HIS")]
    [InlineData("--His:Platform:X=1", "His:Platform:X is no setting of HIS")]
    [InlineData("--His:Platform=Tin", "His:Platform is 'Tin'")]
    [InlineData("--His:StepDeadline=10", "His:StepDeadline")]
    [InlineData("--His:StepDeadline=soon", "His:StepDeadline")]
    [InlineData("--His:Strikes=0", "His:Strikes")]
    [InlineData("--His:PresenceLogoutAfter=00:00:01", "His:PresenceLogoutAfter")]
    [InlineData("--His:Bus:PongDeadline=00:00:00", "His:Bus:PongDeadline")]
    [InlineData("--His:Bus:MaxMessageBytes=1", "His:Bus:MaxMessageBytes")]
    [InlineData("--His:Bus:OutboxMessages=0", "His:Bus:OutboxMessages")]
    [InlineData("--His:Bus:AllowedOrigins:0=*", "His:Bus:AllowedOrigins")]
    [InlineData("--His:Bus:AllowedOrigins:0=https://crm.example/", "His:Bus:AllowedOrigins")]
    [InlineData("--His:Bus:AllowedOrigins:0=null", "His:Bus:AllowedOrigins")]
    [InlineData("--His:FrameAncestors:0=https://crm.example; script-src *", "His:FrameAncestors")]
    [InlineData("--His:Simulator:Agents=-1", "His:Simulator: Agents")]
    [InlineData("--His:Web=/no/such/folder", "His:Web")]
    [InlineData("--urls=http://*:5080", "urls")]
    [InlineData("--urls=http://127.0.0.1:5080;http://0.0.0.0:5081", "http://0.0.0.0:5081")]
    [InlineData("--http_ports=8080", "urls")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://10.0.0.1:80", "urls")]
    [InlineData("--urls=nonsense", "urls")]
    public void WrongSetting_IsNamed(string setting, string named)
    {
        var wrong = Assert.ThrowsAny<Exception>(() => HisServer.Build([setting]));

        Assert.Contains(named, Complaint.About(wrong), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://localhost:5080")]
    [InlineData("--urls=http://[::1]:5080")]
    [InlineData("--urls=https://*:5443")]
    public async Task GoodAddress_IsTaken(string setting)
    {
        await using var server = HisServer.Build([setting]);
        Assert.NotNull(server);
    }

    [Fact]
    public async Task UnencryptedAddress_IsTakenWhereSomebodyHasSaidSo()
    {
        await using var server = HisServer.Build(["--urls=http://*:5080", "--His:AllowUnencrypted=true"]);
        Assert.NotNull(server);
    }

    [Fact]
    public void Help_ListsEverySettingWithItsSummary()
    {
        using var text = new StringWriter();

        Help.Write(text);

        Assert.Contains("--His:Bus:PingEvery = 00:00:05", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("How long a connection may be silent before it is pinged. 5 s.", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("--His:StepDeadline = 00:00:10", text.ToString(), StringComparison.Ordinal);
    }
}
