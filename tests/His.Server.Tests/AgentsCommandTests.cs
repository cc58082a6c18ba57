using System.Globalization;
using His.Platform;
using His.Server.Agents;
using His.Server.Commands;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests;

/// <summary><c>his agents</c> as an administrator works with it: real processes, and a HIS that runs meanwhile.</summary>
public sealed class AgentsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AgentsFile _file;

    public AgentsCommandTests() => _file = new AgentsFile(_folder.Name);

    private string Data => $"--His:DataDirectory={_folder.Name}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnAgentsLife_IsSeenByAHisThatRuns()
    {
        using var directory = new AgentDirectory(_file, [], TimeProvider.System, NullLogger<AgentDirectory>.Instance);

        var (added, _, said) = await Programs.TellHisAsync(
            "password-1\n",
            Data,
            "agents",
            "add",
            "alice",
            "--name",
            "Алиса",
            "--endpoint",
            "1001",
            "--queues",
            "sales,support",
            "--dial",
            "National",
            "Premium"
        );
        Assert.True(added == 0, said);
        var alice = await AuthenticateAsync(directory, "password-1");
        Assert.Equal(("Алиса", "1001", DialClasses.National | DialClasses.Premium), (alice!.Name, alice.Endpoint, alice.Dial));
        Assert.Equal(["sales", "support"], alice.Queues);

        Assert.Equal(0, (await Programs.TellHisAsync("password-2\n", "agents", "passwd", "alice", Data)).ExitCode);
        Assert.Null(await AuthenticateAsync(directory, "password-1"));
        Assert.NotNull(await AuthenticateAsync(directory, "password-2"));

        Assert.Equal(0, (await Programs.HisAsync("agents", "remove", "alice", Data)).ExitCode);
        Assert.Null(await AuthenticateAsync(directory, "password-2"));
    }

    [Fact]
    public async Task AList_HasEverybody_AndNoHash()
    {
        var hash = PasswordHashes.Of("password-1", iterations: 1);
        await _file.ChangeAsync(_ => [new("bob", "Bob", hash) { Switch = "north", Queues = ["sales"] }]);
        string[] settings = [Data, "--His:Agents:0:Id=alice", "--His:Agents:0:Name=Alice", $"--His:Agents:0:PasswordHash={hash}"];

        var (_, table, _) = await Programs.HisAsync([.. settings, "agents", "list"]);
        var (_, json, _) = await Programs.HisAsync([.. settings, "agents", "list", "--json"]);

        Assert.Equal(
            """
            id     name   endpoint  switch  queues  dial      from
            alice  Alice  -         -       (all)   National  settings
            bob    Bob    -         north   sales   National  agents.json

            """,
            table
        );
        Assert.DoesNotContain(hash, json, StringComparison.Ordinal);
        Assert.Equal(["alice", "bob"], JsonNode.Parse(json)!.AsArray().Select(agent => agent!["id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("--dial", "National,International")] // as a list prints it
    [InlineData("--dial", "national,INTERNATIONAL")]
    [InlineData("--dial", "National", "International")]
    [InlineData("--dial", "international", "--dial", "national,national")]
    [InlineData("--dial=National, International")]
    public async Task WhatTheyMayDial_IsTakenInEveryForm(params string[] dial)
    {
        var (exitCode, _, errors) = await Programs.TellHisAsync(
            "password-1\n",
            [Data, "agents", "add", "alice", .. dial, "--name", "Alice"]
        );

        Assert.True(exitCode == 0, errors);
        Assert.Equal(DialClasses.National | DialClasses.International, Assert.Single(_file.Read()).Dial);
    }

    [Fact]
    public async Task AHash_IsGoodForTheSettings()
    {
        var (exitCode, hash, _) = await Programs.TellHisAsync("password-1\n", "agents", "hash");

        Assert.Equal(0, exitCode);
        Assert.True(PasswordHashes.IsRight(hash.Trim(), "password-1"));
    }

    [Theory]
    [InlineData(1, "already", "password-1\n", "add", "bob")]
    [InlineData(1, "nobody is not in", "password-1\n", "passwd", "nobody")]
    [InlineData(1, "nobody is not in", "", "remove", "nobody")]
    [InlineData(1, "in the settings (His:Agents)", "password-1\n", "add", "carol")]
    [InlineData(1, "in the settings (His:Agents)", "password-1\n", "passwd", "carol")]
    [InlineData(1, "must have at least 8 characters", "seven77\n", "add", "alice")]
    [InlineData(1, "control character", "pass\u0007word\n", "add", "alice")]
    [InlineData(1, "standard input is empty", "", "add", "alice")]
    [InlineData(1, "Endpoint must have 1 to 32", "password-1\n", "add", "alice", "--endpoint", "1&2")]
    [InlineData(1, "absolute path", "password-1\n", "add", "alice", "--His:DataDirectory=data")]
    [InlineData(2, "Run 'his agents --help' for details", "")]
    [InlineData(2, "Run 'his agents add --help' for details", "", "add")]
    [InlineData(2, "--password", "", "add", "alice", "--password")]
    [InlineData(2, "--dial has 'Lunar'; it must be one of None, National, International, Premium.", "", "add", "alice", "--dial", "Lunar")]
    [InlineData(2, "--dial has 'Lunar'", "", "add", "alice", "--dial", "National,Lunar")]
    [InlineData(2, "--dial has '3'", "", "add", "alice", "--dial", "3")]
    [InlineData(2, "--dial has ''", "", "add", "alice", "--dial", "National,")]
    [InlineData(2, "--dial", "", "add", "alice", "--dial")]
    public async Task WhatCannotBe_IsRefusedWithASentence(int exitCode, string sentence, string input, params string[] words)
    {
        var hash = PasswordHashes.Of("password-1", iterations: 1);
        await _file.ChangeAsync(_ => [new("bob", "Bob", hash)]);

        var (code, output, errors) = await Programs.TellHisAsync(
            input,
            [Data, "--His:Agents:0:Id=carol", "--His:Agents:0:Name=Carol", $"--His:Agents:0:PasswordHash={hash}", "agents", .. words]
        );

        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Equal((exitCode, ""), (code, output));
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(hash, Assert.Single(_file.Read()).PasswordHash);
    }

    [Fact]
    public async Task AnUnknownCommand_StartsNothing()
    {
        var (exitCode, _, errors) = await Programs.HisAsync("--urls=http://127.0.0.1:0", "agnets", "list");

        Assert.Equal(2, exitCode);
        Assert.Contains("agnets", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AtATerminal_ThePasswordIsAskedForTwice_AndNotShown()
    {
        using var terminal = Programs.Start("script", "-qec", $"dotnet {Programs.Server} agents add alice {Data}", "/dev/null");
        var shown = "";
        foreach (var question in new[] { "Password: ", "Repeat the password: " })
        {
            await ReadUntilAsync(question);
            await terminal.StandardInput.WriteAsync("passworx\u007fd-1\r");
            await terminal.StandardInput.FlushAsync();
        }

        await ReadUntilAsync("Added alice");
        await TestTimeout.Wait(terminal.WaitForExitAsync(), "the end");

        Assert.Equal(0, terminal.ExitCode);
        Assert.DoesNotContain("passworx", shown, StringComparison.Ordinal);
        Assert.True(PasswordHashes.IsRight(Assert.Single(_file.Read()).PasswordHash, "password-1"));

        async Task ReadUntilAsync(string words)
        {
            var letter = new char[1];
            while (!shown.Contains(words, StringComparison.Ordinal))
            {
                Assert.Equal(1, await TestTimeout.Wait(terminal.StandardOutput.ReadAsync(letter, 0, 1), $"{words} after {shown}"));
                shown += letter[0];
            }
        }
    }

    [Fact]
    public async Task ManyWhoAddAtOnce_LoseNobody()
    {
        await FillAsync(5_000); // a change takes long enough to be met by the other
        await Task.WhenAll(
            new[] { "a", "b" }.Select(prefix =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        var (exitCode, _, errors) = await Programs.TellHisAsync("password-1\n", Data, "agents", "add", $"{prefix}{i}");
                        Assert.True(exitCode == 0, errors);
                    }
                })
            )
        );

        Assert.Equal(5_040, _file.Read().Count);
    }

    [Fact]
    public async Task WhoIsKilledWhileWriting_LeavesTheOldOrTheNew()
    {
        await FillAsync(20_000);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = _file.Stamp();
            using var writer = Programs.Start("dotnet", Programs.Server, "agents", "add", $"fresh{attempt}", Data);
            await writer.StandardInput.WriteLineAsync("password-1");
            await TestTimeout.Until(
                () => writer.HasExited || File.Exists(_file.Name + ".new") || _file.Stamp() != before,
                "a writer at work"
            );
            writer.Kill();
            await TestTimeout.Wait(writer.WaitForExitAsync(), "its end");

            Assert.InRange(_file.Read().Count, 20_000, 20_001 + attempt);
        }

        Assert.Equal(0, (await Programs.TellHisAsync("password-1\n", "agents", "add", "last", Data)).ExitCode);
    }

    [Theory]
    [InlineData("--His:MediaBarPath=/mediabar agents list", "agents list", "--His:MediaBarPath=/mediabar")]
    [InlineData(
        "--His:DataDirectory /data agents add alice --His:Platform Asterisk --name Alice",
        "agents add alice --name Alice",
        "--His:DataDirectory /data --His:Platform Asterisk"
    )]
    [InlineData("--urls http://127.0.0.1:5080", "", "--urls http://127.0.0.1:5080")]
    [InlineData("--help", "", "")]
    [InlineData("--help agents list", "agents list --help", "")]
    [InlineData("His:MediaBarPath=/mediabar", "", "His:MediaBarPath=/mediabar")]
    public void SettingsAndWords_AreToldApart(string args, string words, string settings)
    {
        var parts = CommandLineArguments.Of(args.Split(' '));

        Assert.Equal((words, settings), (string.Join(' ', parts.Words), string.Join(' ', parts.Settings)));
    }

    private Task FillAsync(int howMany)
    {
        var hash = PasswordHashes.Of("password-1", iterations: 1);
        return _file.ChangeAsync(_ =>
            Enumerable.Range(0, howMany).Select(i => new AgentRecord(i.ToString(CultureInfo.InvariantCulture), "Name", hash))
        );
    }

    private static async Task<DirectoryAgent?> AuthenticateAsync(AgentDirectory directory, string password) =>
        await directory.AuthenticateAsync(new AgentCredentials("alice", password), TestContext.Current.CancellationToken);
}
