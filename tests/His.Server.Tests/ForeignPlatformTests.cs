using System.Globalization;
using System.Text.RegularExpressions;

namespace His.Server.Tests;

/// <summary>
/// A platform that lives outside of this repository: it is written against the packages that <c>eng/pack</c> makes, keeps the contract by
/// the suite in one of them, and is loaded from a file.
/// </summary>
public sealed partial class ForeignPlatformTests(ForeignPlatformWorkshop workshop) : IClassFixture<ForeignPlatformWorkshop>
{
    private const string Password = "canary-Pa55word-7f3a";
    private static readonly string[] Own = ["--His:Storage:Kind=None", "--urls=http://127.0.0.1:0"];

    [Fact]
    public async Task ItIsHeldToTheContract_ByTheSuiteOfThePackage()
    {
        var (exitCode, output, _) = await Programs.RunAsync(
            "dotnet",
            workshop.Assembly("Acme.Tests"),
            "--filter-class",
            "*PhoneConformance",
            "--no-progress"
        );

        Assert.True(exitCode == 0, output);
        Assert.True(int.Parse(Passed().Match(output).Groups["count"].Value, CultureInfo.InvariantCulture) > 30, output);
    }

    [Fact]
    public async Task HisLoadsIt_AndAnAgentLogsInAndOut()
    {
        using var his = Programs.Start("dotnet", [Programs.Server, .. Own, .. Acme("Acme"), $"--His:Acme:Password={Password}"]);
        try
        {
            var address = "";
            while (address.Length == 0)
            {
                var line =
                    await TestTimeout.Wait(his.StandardOutput.ReadLineAsync(), "the address")
                    ?? throw new InvalidOperationException(await his.StandardError.ReadToEndAsync());
                address = line.Contains("HIS: ", StringComparison.Ordinal) ? line.Split("HIS: ")[1].Trim() : "";
            }

            using var agent = await Line.OpenAsync(new UriBuilder(address) { Scheme = "ws", Path = "/bus" }.Uri);
            var login = await agent.AskAsync("session.request.login", new JsonObject { ["agentId"] = "1001", ["password"] = Password });
            Assert.Equal("alice at Acme", (string?)login["result"]!["snapshot"]!["session"]!["agent"]!["name"]);
            Assert.NotNull((await agent.AskAsync("session.request.logout"))["result"]);
        }
        finally
        {
            his.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task ItsSettings_AreShownByHelp_WithTheirDefaultsAndSummaries()
    {
        var (exitCode, help, _) = await Programs.HisAsync([.. Acme("Acme"), "--help"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("  --His:Acme:Greeting = at Acme\n      What is put behind each name.\n", help, StringComparison.Ordinal);
        Assert.Contains("  --His:Asterisk:Host = ", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unknown setting 'His:Acme:Passwort'. Run with --help to list all settings.", "--His:Acme:Passwort=x")]
    [InlineData("His:Acme:Password is missing.")]
    public async Task AWrongSettingOfIt_StopsTheStart(string sentence, params string[] settings) =>
        await StopsAsync(sentence, [.. Acme("Acme"), .. settings]);

    [Theory]
    [InlineData("None", "has no public class that implements IPlatformFactory.")]
    [InlineData("Two", "has 2 public classes that implement IPlatformFactory (One, Other); it must have exactly one.")]
    [InlineData("Throws", "has the factory Throwing, whose constructor threw InvalidOperationException: out of order")]
    [InlineData("Newer", "was built with version 9.0.0 of His.Platform; this HIS has")]
    public async Task AnAssemblyThatIsNoPlatform_StopsTheStart_WithASentence(string assembly, string sentence) =>
        await StopsAsync($"His:Platforms:Acme:Assembly is '{workshop.Assembly(assembly)}', which {sentence}", Acme(assembly));

    [Fact]
    public async Task AFileThatIsNotThere_OrNoAssembly_OrNoWholePath_StopsTheStart()
    {
        await StopsAsync("His:Platforms:Acme:Assembly is '/no/such.dll'; the file does not exist.", At("/no/such.dll"));
        await StopsAsync("His:Platforms:Acme:Assembly is '/etc/passwd', which is not a .NET assembly", At("/etc/passwd"));
        await StopsAsync("His:Platforms:Acme:Assembly is 'Acme.dll'; it must be an absolute path", At("Acme.dll"));
        await StopsAsync(
            "His:Platform is 'Acme'; it must be Asterisk or Simulator, or have an entry in His:Platforms.",
            "--His:Platform=Acme"
        );
        await StopsAsync(
            "His:Platforms:Bus is the name of a setting of HIS",
            "--His:Platform=Bus",
            $"--His:Platforms:Bus:Assembly={workshop.Assembly("Acme")}"
        );
    }

    private string[] Acme(string assembly) => At(workshop.Assembly(assembly));

    private static string[] At(string path) => ["--His:Platform=Acme", $"--His:Platforms:Acme:Assembly={path}"];

    private static async Task StopsAsync(string sentence, params string[] settings)
    {
        var (exitCode, _, errors) = await Programs.HisAsync([.. Own, .. settings]);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"HIS does not start: {sentence}", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"succeeded: (?<count>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Passed();
}
