using System.Diagnostics;
using System.Globalization;
using System.Text;
using His.Journal;
using His.Persistence;

namespace His.Server.Tests;

/// <summary>The process killed and started anew, and the journal as whoever runs HIS reads it.</summary>
public sealed class JournalProcessTests
{
    [Fact]
    public async Task Killed_AndStartedAnew_ItKnowsWhoWasLoggedIn_AndTheJournalHolds()
    {
        using var folder = new Folder();
        string token;
        using (var first = await StartedHis.StartAsync(folder))
        {
            using var alice = await Line.OpenAsync(first.Bus);
            token = (await alice.AskAsync("session.request.login", RunningHis.LoginOf("1001")))["result"]![
                "resumeToken"
            ]!.GetValue<string>();
            using var eve = await Line.OpenAsync(first.Bus);
            await eve.AskAsync("session.request.login", RunningHis.LoginOf("=cmd|' /C calc'!A0", password: "guessed"));
            using var bob = await Line.OpenAsync(first.Bus);
            await bob.AskAsync("session.request.login", RunningHis.LoginOf("1002")); // surely written, and so is all before it
            first.Process.Kill();
            await TestTimeout.Wait(first.Process.WaitForExitAsync(), "the end");
        }

        using (var second = await StartedHis.StartAsync(folder))
        {
            // The simulated switch has died with HIS, so that nobody is logged on there any more.
            using var back = await Line.OpenAsync(second.Bus);
            var refused = await back.AskAsync("session.request.resume", new JsonObject { ["resumeToken"] = token, ["lastSequence"] = 0 });
            Assert.Equal("SessionEnded", refused.Failure());
            Assert.Equal("Reconciled", refused["error"]!["data"]!["cause"]!.GetValue<string>());
            using var stop = Process.Start("kill", $"-TERM {second.Process.Id.ToString(CultureInfo.InvariantCulture)}");
            await TestTimeout.Wait(second.Process.WaitForExitAsync(), "the end");
        }

        var (verified, said, wrong) = await RunAsync("journal", "verify", $"--His:DataDirectory={folder.Path}");
        Assert.True(verified == 0, wrong);
        Assert.Matches("^[0-9]+ records, intact\\. The last one is [0-9]+, its hash [0-9a-f]{64}\\.\n$", said);

        var (_, csv, _) = await RunAsync("journal", "export", $"--His:DataDirectory={folder.Path}");
        var lines = csv.Split("\r\n");
        Assert.StartsWith("sequence,time,agent,what,", lines[0].TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains(
            lines,
            line =>
                line.Contains(",'=cmd|' /C calc'!A0,session.request.login,", StringComparison.Ordinal)
                && line.Contains("InvalidCredentials", StringComparison.Ordinal)
        );
        Assert.Contains(
            lines,
            line =>
                line.Contains(",1001,session.event.disposed,", StringComparison.Ordinal)
                && line.Contains(",Reconciled,", StringComparison.Ordinal)
                && line.EndsWith(",alice", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("guessed", csv, StringComparison.Ordinal);

        var (_, bobs, _) = await RunAsync(
            "journal",
            "export",
            "--format",
            "jsonl",
            "--agent",
            "1002",
            "--from",
            "2026-01-01",
            $"--His:DataDirectory={folder.Path}"
        );
        var records = bobs.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.Equal("1002", record["agent"]!.GetValue<string>()));
        Assert.Equal(
            "",
            (await RunAsync("journal", "export", "--format", "jsonl", "--to", "2020-01-01", $"--His:DataDirectory={folder.Path}")).Output
        );

        folder.Tamper("UPDATE journal SET agent_id = '1003' WHERE sequence = 2");
        var (broken, _, complaint) = await RunAsync("journal", "verify", $"--His:DataDirectory={folder.Path}");
        Assert.Equal(1, broken);
        Assert.Contains("changed at record 2", complaint, StringComparison.Ordinal);
        var (refusedToStart, _, why) = await RunAsync("--urls=http://127.0.0.1:0", $"--His:DataDirectory={folder.Path}");
        Assert.Equal(1, refusedToStart);
        Assert.Equal(
            "HIS does not start: The journal was changed at record 2, or a record before it was removed: the hash chain is broken there.",
            why.Trim()
        );
    }

    [Theory]
    [InlineData(true, "--format", "csv")]
    [InlineData(true)]
    [InlineData(true, "--bom")]
    [InlineData(false, "--bom", "false")]
    [InlineData(false, "--format", "jsonl")]
    public async Task AnExportForASpreadsheet_BeginsWithAByteOrderMark_AndHasTheAgentsName(bool hasMark, params string[] options)
    {
        using var folder = new Folder();
        using (var store = folder.Open())
        {
            await TestTimeout.Wait(
                store.WriteDurablyAsync(new Change(null, [Folder.Entry() with { AgentName = "Jörg Größe" }])),
                "the disk"
            );
        }

        var (exitCode, bytes) = await Programs.BytesOfHisAsync(["journal", "export", $"--His:DataDirectory={folder.Path}", .. options]);

        Assert.Equal(0, exitCode);
        Assert.Equal(hasMark, bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Contains("Jörg Größe", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Contains("2026-01-01T08:00:00.000Z", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatCannotBeUnderstood_IsSaid()
    {
        using var folder = new Folder();
        Assert.Equal(2, (await RunAsync("journal", "export", "--from", "yesterday", $"--His:DataDirectory={folder.Path}")).ExitCode);
        Assert.Equal(2, (await RunAsync("journal", "export", "--format", "xml", $"--His:DataDirectory={folder.Path}")).ExitCode);
        Assert.Equal(2, (await RunAsync("journal", "export", "--format", "jsonl", "--bom", $"--His:DataDirectory={folder.Path}")).ExitCode);
        var (code, _, wrong) = await RunAsync("journal", "verify", $"--His:DataDirectory={folder.Path}");
        Assert.Equal(1, code);
        Assert.Equal($"{folder.Database} does not exist.", wrong.Trim());
    }

    private static string Server => Path.Combine(AppContext.BaseDirectory, "His.Server.dll");

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Programs.Start("dotnet", [Server, .. arguments]);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await TestTimeout.Wait(process.WaitForExitAsync(), "the end of HIS");
        return (process.ExitCode, await output, await errors);
    }
}
