using System.Runtime.Versioning;
using His.Server.Agents;
using static His.Server.Tests.BackupTests;

namespace His.Server.Tests;

/// <summary>The files of HIS belong to its user alone.</summary>
public sealed class FilePermissionTests
{
    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData("000")]
    [InlineData("022")]
    [InlineData("277")]
    [UnsupportedOSPlatform("windows")]
    public async Task WhatHisWrites_IsItsOwnersAlone_WhateverTheUmask(string umask)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights of files are others there.");
        using var place = new TemporaryFolder();
        var data = Path.Combine(place.Name, "data");
        var backup = Path.Combine(place.Name, "his.backup");
        var script =
            $"umask {umask} && printf 'password-1\\n' | dotnet {Programs.Server} agents add alice --His:DataDirectory={data}"
            + $" && (dotnet {Programs.Server} --His:DataDirectory={data} --urls=http://127.0.0.1:0 --His:Storage:ReserveMebibytes=1 & until [ -s {data}/his.db-wal ] && [ -e {data}/his.db-shm ] && [ -e {data}/his.reserve ]; do sleep 0.1; done;"
            + $" stat -c '%a %n' {data} {data}/*; dotnet {Programs.Server} backup {backup} --His:DataDirectory={data}; kill -KILL $!)"
            + $" && stat -c '%a %n' {backup}";

        var (_, output, errors) = await Programs.RunAsync("bash", "-c", script);

        var rights = output
            .Split('\n')
            .Where(line => line.Contains(place.Name, StringComparison.Ordinal) && char.IsAsciiDigit(line[0]))
            .ToList();
        Assert.True(rights.Count == 9, output + errors); // the folder, seven files, the backup
        Assert.All(rights, line => Assert.Matches(line.EndsWith("/data", StringComparison.Ordinal) ? "^700 " : "^600 ", line));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task WhatWasCopiedByHand_IsItsOwnersAlone_OnceHisHasOpenedIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights of files are others there.");
        using var folder = await FilledAsync(3);
        using var running = folder.Open();
        await Folder.WriteAsync(running, 1);
        using var copy = folder.AsKilledNow();
        File.Copy(Path.Combine(folder.Path, "agents.json"), Path.Combine(copy.Path, "agents.json"));
        const UnixFileMode Everybodys = Owners | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        foreach (var path in Directory.GetFiles(copy.Path))
        {
            File.SetUnixFileMode(path, Everybodys);
        }

        using var store = copy.Open();
        await Folder.WriteAsync(store, 1);
        new AgentsFile(copy.Path).Read();

        Assert.Equal(
            ["agents.json", "his.db", "his.db-shm", "his.db-wal", "his.lock", "his.reserve"],
            Directory.GetFiles(copy.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.All(Directory.GetFiles(copy.Path), AssertOwners);
    }

    private static AgentRecord Agent(string id) => new(id, id, PasswordHashes.Of("password-1", iterations: 1));
}
