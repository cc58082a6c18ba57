using System.Runtime.Versioning;
using His.Platform;
using His.Server.Agents;
using His.Server.Settings;
using Microsoft.Extensions.Logging;

namespace His.Server.Tests;

/// <summary>HIS's own directory of agents, on its real file.</summary>
public sealed class AgentDirectoryTests : IDisposable
{
    private static readonly string Hash = PasswordHashes.Of("password-1", iterations: 1);

    private readonly TemporaryFolder _folder = new();
    private readonly HeardLogs _logs = new();
    private readonly AgentsFile _file;

    public AgentDirectoryTests() => _file = new AgentsFile(_folder.Name);

    public static TheoryData<string, string, string> Broken =>
        new()
        {
            { "", "line 1", "not valid JSON" },
            { "{ \"version\": 1,\n \"agents\": [", "line 2", "not valid JSON" },
            { "{ \"version\": 2, \"agents\": [] }", "version 2", "supports 1" },
            { "{ \"agents\": [] }", "line 1", "a required member is missing" },
            { In("""{ "id": "a", "name": "A" }"""), "line 3", "a required member is missing" },
            {
                In($$"""{ "id": "a", "name": "A", "passwordHash": "{{Hash}}", "nmae": "B" }"""),
                "line 3",
                "$.agents[0].nmae: unknown member"
            },
            { In($$"""{ "id": "a", "id": "b", "name": "A", "passwordHash": "{{Hash}}" }"""), "line 3", "duplicate member" },
            {
                In($$"""{ "id": "a", "name": "A", "passwordHash": "{{Hash}}", "dial": "Lunar" }"""),
                "line 3",
                "$.agents[0].dial: invalid value"
            },
            { In("null"), "line 3", "an agent is null" },
            { In("""{ "id": "a", "name": "A", "passwordHash": "password-1" }"""), "line 3", "PasswordHash is missing or not a hash" },
            { In(Agent("a"), Agent("b", "\"endpoint\": \"1&2\"")), "line 4", "Endpoint must have 1 to 32" },
            { In(Agent("a"), Agent("b", "\"switch\": \"\"")), "line 4", "Switch must have 1 to 32" },
            { In(Agent("a", "\"queues\": [\"x y\"]")), "line 3", "Queues must have at most 500 names" },
            { In(Agent("a\\n")), "line 3", "Id must have 1 to 64" },
            { In(Agent("a").Replace("Name", "A|B", StringComparison.Ordinal)), "line 3", "Name must have 1 to 64" },
            { In(Agent("a"), Agent("b"), Agent("a")), "line 5", "Id is the same as that of the agent in line 3" },
        };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnAgent_IsRecognizedByTheirPasswordAlone()
    {
        await PutAsync(Record("alice") with { Endpoint = "1001", Queues = ["sales"], Dial = DialClasses.None }, Record("bob"));
        using var directory = Open(new AgentRecord("carol", "Carol", PasswordHashes.Of("password-3", iterations: 7)));

        var alice = await AuthenticateAsync(directory, "alice", "password-1");

        Assert.Equal(("alice", "1001", DialClasses.None), (alice!.Id, alice.Endpoint, alice.Dial));
        Assert.Equal(["sales"], alice.Queues);
        Assert.NotNull(await AuthenticateAsync(directory, "carol", "password-3"));
        Assert.Null(await AuthenticateAsync(directory, "carol", "password-1"));
        Assert.Null(await AuthenticateAsync(directory, "alice", "Password-1"));
        Assert.Null(await AuthenticateAsync(directory, "alice", ""));
        Assert.Null(await AuthenticateAsync(directory, "nobody", "password-1"));
        Assert.Null(directory.Find("nobody"));
    }

    [Fact]
    public async Task WhatIsLeftOutOfTheFile_HasItsDefault()
    {
        await File.WriteAllTextAsync(_file.Name, In(Agent("alice")));
        using var directory = Open();

        Assert.Equivalent(new DirectoryAgent("alice", "Name") { Dial = DialClasses.National }, directory.Find("alice"), strict: true);
    }

    [Fact]
    public async Task AChange_CountsAtTheNextLogin()
    {
        using var directory = Open();
        Assert.Null(await AuthenticateAsync(directory, "alice", "password-1"));

        await PutAsync(Record("alice"));
        Assert.NotNull(await AuthenticateAsync(directory, "alice", "password-1"));

        // Of the same length, and by a clock that stands or went back: nothing but the time of the file tells it, and it must be another.
        var later = DateTime.UtcNow.AddHours(1);
        File.SetLastWriteTimeUtc(_file.Name, later);
        await _file.ChangeAsync(agents =>
            agents.Select(agent => agent with { PasswordHash = PasswordHashes.Of("password-2", iterations: 1) })
        );
        Assert.True(_file.Stamp()!.Value.Changed > later);
        Assert.NotNull(await AuthenticateAsync(directory, "alice", "password-2"));

        await _file.ChangeAsync(_ => []);
        Assert.Null(directory.Find("alice"));
    }

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void ABrokenFile_StopsTheStart_WithLineAndCause(string text, string line, string cause)
    {
        File.WriteAllText(_file.Name, text);

        var complaint = StartupError.TryDescribe(Assert.ThrowsAny<Exception>(() => Open()));

        Assert.Contains(_file.Name, complaint, StringComparison.Ordinal);
        Assert.Contains(line, complaint, StringComparison.Ordinal);
        Assert.Contains(cause, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("His.Server", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAgentInBothPlaces_StopsTheStart()
    {
        await PutAsync(Record("alice"), Record("bob"));

        var complaint = StartupError.TryDescribe(Assert.ThrowsAny<Exception>(() => Open(Record("carol"), Record("bob"))));

        Assert.Contains("is also in His:Agents:1", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatBreaks_WhileHisRuns_IsReportedOnce_AndChangesNothing()
    {
        await PutAsync(Record("alice"));
        using var directory = Open();

        await File.WriteAllTextAsync(_file.Name, "{ \"version\": 1, \"agents\": [");
        Assert.NotNull(await AuthenticateAsync(directory, "alice", "password-1"));
        Assert.NotNull(directory.Find("alice"));
        Assert.Single(Errors());

        File.Delete(_file.Name);
        Assert.NotNull(await AuthenticateAsync(directory, "alice", "password-1"));
        Assert.Equal(2, Errors().Count());

        await PutAsync(Record("bob"));
        Assert.Null(directory.Find("alice"));
        Assert.NotNull(await AuthenticateAsync(directory, "bob", "password-1"));
        Assert.Equal(2, Errors().Count());
    }

    [Fact]
    public async Task WhoDoesNotWaitAnyLonger_TakesNobodysPlace()
    {
        // Far more than there are places.
        await PutAsync(Record("alice") with { PasswordHash = PasswordHashes.Of("password-1", iterations: 300_000) });
        using var directory = Open();
        using var impatient = new CancellationTokenSource();
        var storm = Enumerable
            .Range(0, 200)
            .Select(_ => directory.AuthenticateAsync(new("alice", "wrong-password"), impatient.Token).AsTask())
            .ToArray();

        await impatient.CancelAsync();

        foreach (var login in storm)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestTimeout.Wait(login, "a login that was given up"));
        }

        Assert.NotNull(await TestTimeout.Wait(AuthenticateAsync(directory, "alice", "password-1"), "a place"));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task TwoWhoChangeItAtOnce_LoseNothing_AndItIsTheOwnersAlone()
    {
        var folder = Path.Combine(_folder.Name, "new");
        await Task.WhenAll(
            new[] { "a", "b" }.Select(prefix =>
                Task.Run(async () =>
                {
                    var file = new AgentsFile(folder);
                    for (var i = 0; i < 50; i++)
                    {
                        await file.ChangeAsync(agents => agents.Append(Record($"{prefix}{i}")));
                    }
                })
            )
        );

        Assert.Equal(100, new AgentsFile(folder).Read().Select(agent => agent.Id).Distinct().Count());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var file in Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.False(File.Exists(Path.Combine(folder, "agents.json.new")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("password-1")]
    [InlineData("AQAAAAIAAYagAAAAEA==")] // cut off
    [InlineData("AAAAAAIAAYagAAAAEN5f4ewnw6adcxa4ySIr1X8hiEY/AAWWtyAf8wNvqS2M0Srn5EeMcSltbV33pJYNig==")] // another form
    [InlineData("AQAAAAF/////AAAAEN5f4ewnw6adcxa4ySIr1X8hiEY/AAWWtyAf8wNvqS2M0Srn5EeMcSltbV33pJYNig==")] // another function, endless
    [InlineData("AQAAAAJ/////AAAAEN5f4ewnw6adcxa4ySIr1X8hiEY/AAWWtyAf8wNvqS2M0Srn5EeMcSltbV33pJYNig==")] // endless
    public void WhatIsNoHash_IsFoundOut(string text) => Assert.False(PasswordHashes.IsHash(text));

    [Fact]
    public void ANewHash_IsOfTheThirdForm_WithTheHashersOwnWork()
    {
        var hash = PasswordHashes.Of("password-1");

        Assert.True(PasswordHashes.IsHash(hash));
        Assert.Equal(PasswordHashes.Iterations, PasswordHashes.IterationsOf(hash));
        Assert.True(PasswordHashes.IsRight(hash, "password-1"));
        Assert.NotEqual(hash, PasswordHashes.Of("password-1"));
        Assert.DoesNotContain(hash, new AgentRecord("alice", "Alice", hash).ToString(), StringComparison.Ordinal);
    }

    private static AgentRecord Record(string id) => new(id, "Name", Hash);

    private static string In(params string[] agents) => "{ \"version\": 1, \"agents\":\n[\n" + string.Join(",\n", agents) + "\n] }";

    private static string Agent(string id, string? more = null) =>
        $$"""{ "id": "{{id}}", "name": "Name", "passwordHash": "{{Hash}}"{{(more is null ? "" : ", " + more)}} }""";

    private static Task<DirectoryAgent?> AuthenticateAsync(AgentDirectory directory, string agentId, string password) =>
        directory.AuthenticateAsync(new AgentCredentials(agentId, password), TestContext.Current.CancellationToken).AsTask();

    private Task PutAsync(params AgentRecord[] agents)
    {
        File.Delete(_file.Name);
        return _file.ChangeAsync(_ => agents);
    }

    private AgentDirectory Open(params AgentRecord[] ofSettings)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_logs));
        return new AgentDirectory(_file, ofSettings, TimeProvider.System, factory.CreateLogger<AgentDirectory>());
    }

    private IEnumerable<string> Errors() => _logs.All.Split('\n').Where(line => line.Contains("cannot be used", StringComparison.Ordinal));
}
