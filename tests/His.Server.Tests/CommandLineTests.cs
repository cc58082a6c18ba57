namespace His.Server.Tests;

/// <summary>The command line as a person types it: what HIS does not understand it refuses by its name, before it opens anything.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--version")]
    [InlineData("--His:MediaBarPath=/no/such/folder", "--version")] // as ./run has it
    public async Task Version_IsPrinted_AndNothingIsStarted(params string[] arguments)
    {
        var (exitCode, output, errors) = await Programs.HisAsync(arguments);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches("^his [0-9]+\\.[0-9]+\\.[0-9]+\ncommit ([0-9a-f]{40}|unknown)\nschema [0-9]+\n$", output);
    }

    [Theory]
    [InlineData("HIS does not start: Unknown option '--bogus'. Run with --help to list all options.", "--bogus")]
    [InlineData(
        "HIS does not start: Unknown option '--bogus'. Run with --help to list all options.",
        "--bogus",
        "--urls=http://127.0.0.1:0"
    )]
    [InlineData("HIS does not start: Unknown option '--Foo:Bar'. Run with --help to list all options.", "--Foo:Bar=1")]
    [InlineData("HIS does not start: Unknown option '--Foo:Bar'. Run with --help to list all options.", "--Foo:Bar", "1")]
    [InlineData("HIS does not start: Unknown option '--url'. Run with --help to list all options.", "--url=http://127.0.0.1:0")]
    [InlineData("HIS does not start: Unknown option '--His:Bogus'. Run with --help to list all options.", "--His:Bogus=1")]
    [InlineData(
        "HIS does not start: Unknown option '--His:Bus:Pingevry'. Run with --help to list all options.",
        "--His:Bus:Pingevry",
        "00:00:05"
    )]
    [InlineData("HIS does not start: Unknown option '--His'. Run with --help to list all options.", "--His=1")]
    [InlineData("HIS does not start: Unknown option '-x'. Run with --help to list all options.", "-x")]
    [InlineData("HIS does not start: Unknown option '-x'. Run with --help to list all options.", "-x=1")]
    [InlineData("HIS does not start: Unknown option '-His:DataDirectory'. Run with --help to list all options.", "-His:DataDirectory=/tmp")]
    [InlineData("HIS does not start: Unknown option '/bogus'. Run with --help to list all options.", "/bogus")]
    [InlineData("HIS does not start: Unknown option 'bogus'. Run with --help to list all options.", "bogus=1")]
    [InlineData("HIS does not start: --His:DataDirectory has no value. Write --His:DataDirectory=VALUE.", "--His:DataDirectory")]
    [InlineData(
        "HIS does not start: --His:DataDirectory has no value. Write --His:DataDirectory=VALUE.",
        "--His:DataDirectory",
        "--urls=http://127.0.0.1:0"
    )]
    [InlineData("Unknown option '--bogus'. Run with --help to list all options.", "--bogus", "agents", "list")]
    [InlineData("--His:DataDirectory has no value. Write --His:DataDirectory=VALUE.", "agents", "list", "--His:DataDirectory")]
    [InlineData("Unknown option '--His:Bogus'. Run with --help to list all options.", "agents", "list", "--His:Bogus=1")]
    [InlineData("Unrecognized command or argument '--bogus'.\nRun 'his agents list --help' for details.", "agents", "list", "--bogus")]
    public async Task WhatHisDoesNotKnow_IsRefusedByItsName_AndNothingIsOpened(string sentence, params string[] arguments)
    {
        using var home = new TemporaryFolder();

        var (exitCode, output, errors) = await Programs.RunAsync(
            "env",
            ["-u", "His__DataDirectory", $"HOME={home.Name}", $"XDG_DATA_HOME={home.Name}", "dotnet", Programs.Server, .. arguments]
        );

        Assert.Equal((2, "", sentence), (exitCode, output, errors.Trim()));
        Assert.False(Directory.Exists(Path.Combine(home.Name, "his")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--His:MediaBarPath=/no/such/folder", "--help")]
    public async Task Help_IsPrinted(params string[] arguments)
    {
        var (exitCode, output, _) = await Programs.HisAsync(arguments);

        Assert.Equal(0, exitCode);
        Assert.Contains("his --version", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HelpBeforeACommand_IsAboutTheCommand()
    {
        var (exitCode, output, _) = await Programs.HisAsync("--help", "journal", "verify");

        Assert.Equal(0, exitCode);
        Assert.Contains("his journal verify", output, StringComparison.Ordinal);
    }

    /// <summary>Known wrong before anything is opened: no store is made, no switch is told anything.</summary>
    [Theory]
    [InlineData("--urls=https://127.0.0.1:0")]
    [InlineData("--Kestrel:Endpoints:Web:Url=https://127.0.0.1:0")]
    [InlineData("--urls=https://127.0.0.1:0", "--Kestrel:Certificates:Default:Path=/no/such.pfx")]
    [InlineData("--urls=http://127.0.0.1:99999")]
    [InlineData("--urls=http://localhost:0")]
    [InlineData("--urls=ftp://127.0.0.1:0")]
    [InlineData("--Kestrel:Endpoints:Web:Ulr=http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Chatty")]
    [InlineData("--urls=http://127.0.0.1:0", "--His:Platform=Tin")]
    public async Task AWrongSetting_EndsInASentence_AndNothingIsOpened(params string[] settings)
    {
        using var folder = new TemporaryFolder();
        using var home = new TemporaryFolder(); // in the tester's own there may be a certificate for development

        var (exitCode, output, errors) = await Programs.RunAsync(
            "env",
            [$"HOME={home.Name}", "dotnet", Programs.Server, $"--His:DataDirectory={folder.Name}", .. settings]
        );

        Assert.Matches("^HIS does not start: .*\\.$", errors.Trim());
        Assert.NotEqual(0, exitCode);
        Assert.Equal("", output);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Name));
    }

    /// <summary>What only shows when HIS begins to listen ends in a sentence too.</summary>
    [Theory]
    [InlineData("--urls=http://192.0.2.1:5080")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://192.0.2.1:5080")]
    [InlineData("--urls=http://unix:/no/such/folder/his.sock")]
    public async Task AnAddressThatIsNotOfThisMachine_EndsInASentence(params string[] settings)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, errors) = await Programs.HisAsync([
            $"--His:DataDirectory={folder.Name}",
            "--His:AllowUnencrypted=true",
            .. settings,
        ]);

        Assert.Equal(1, exitCode);
        Assert.Matches("^HIS does not start: [^\n]*\\(settings?: urls[^\n]*$", errors.Trim());
        Assert.DoesNotContain("   at ", output + errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"His\": { \"Bus\": ", "appsettings.", "HIS does not start: ")]
    [InlineData("{ \"Hiss\": { \"Bus\": 1 } }", "Unknown setting 'Hiss' in appsettings.", "HIS does not start: ")]
    [InlineData("{ \"His\": { \"Bus\": ", "appsettings.", "", "agents", "list")]
    public async Task AFileOfSettingsThatIsWrong_IsNamed(string text, string named, string before, params string[] command)
    {
        // The environment's name is part of the file's, so that no other test reads it.
        var environment = $"T{Guid.NewGuid():N}";
        var file = Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json");
        await File.WriteAllTextAsync(file, text);
        try
        {
            var (exitCode, _, errors) = await Programs.RunAsync(
                "env",
                [$"DOTNET_ENVIRONMENT={environment}", "dotnet", Programs.Server, .. command]
            );

            Assert.Equal(1, exitCode);
            Assert.StartsWith(before, errors, StringComparison.Ordinal);
            Assert.Contains(named, errors, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
