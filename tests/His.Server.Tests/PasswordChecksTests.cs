using His.Platform;
using His.Server.Agents;
using His.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace His.Server.Tests;

/// <summary>The beginning of a shift: many passwords at once, without anybody at work noticing.</summary>
public sealed class PasswordChecksTests : IDisposable
{
    private static readonly string Hash = PasswordHashes.Of("password-1", iterations: 1);

    private readonly TemporaryFolder _folder = new();
    private readonly AgentsFile _file;
    private readonly TurnedClock _clock = new();

    public PasswordChecksTests() => _file = new AgentsFile(_folder.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Hashing_RunsOutsideTheThreadPool()
    {
        using var queue = new HashingQueue(threads: 1, capacity: 10);

        Assert.False(
            await TestTimeout.Wait(queue.RunAsync("a", () => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None), "a check")
        );
    }

    [Fact]
    public async Task AddressesTakeTurns_SoAFloodFromOne_DelaysAnotherByOneCheckAtMost()
    {
        using var queue = new HashingQueue(threads: 1, capacity: 1000);
        using var gate = new ManualResetEventSlim();
        var order = new List<string>();
        var first = queue.RunAsync("flood", () => Wait(gate), CancellationToken.None);
        var flood = Enumerable.Range(0, 100).Select(_ => queue.RunAsync("flood", () => Note("flood"), CancellationToken.None)).ToList();
        var honest = queue.RunAsync("honest", () => Note("honest"), CancellationToken.None);

        gate.Set();
        await TestTimeout.Wait(Task.WhenAll([first, honest, .. flood]), "all checks");

        Assert.InRange(order.IndexOf("honest"), 0, 1);

        bool Note(string source)
        {
            order.Add(source);
            return true;
        }
    }

    [Fact]
    public async Task MoreThanCanWait_IsRefusedAtOnce_AndOneAddressMayTakeHalf()
    {
        using var queue = new HashingQueue(threads: 1, capacity: 10);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var running = queue.RunAsync("x", () => Begin(), CancellationToken.None);
        begun.Wait(TestContext.Current.CancellationToken);
        var mine = Enumerable.Range(0, 5).Select(_ => queue.RunAsync("a", () => true, CancellationToken.None)).ToList();
        await Assert.ThrowsAsync<OperationCanceledException>(() => queue.RunAsync("a", () => true, CancellationToken.None));
        var others = Enumerable.Range(0, 5).Select(number => queue.RunAsync($"b{number}", () => true, CancellationToken.None)).ToList();
        await Assert.ThrowsAsync<OperationCanceledException>(() => queue.RunAsync("c", () => true, CancellationToken.None));

        gate.Set();
        await TestTimeout.Wait(Task.WhenAll([running, .. mine, .. others]), "those who waited");
        Assert.True(await TestTimeout.Wait(queue.RunAsync("a", () => true, CancellationToken.None), "room again"));

        bool Begin()
        {
            begun.Set();
            return Wait(gate);
        }
    }

    [Fact]
    public async Task ACheckThatThrows_FailsThatLogin_AndNotTheNext()
    {
        using var queue = new HashingQueue(threads: 1, capacity: 10);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            queue.RunAsync("a", () => throw new InvalidOperationException(), CancellationToken.None)
        );
        Assert.True(await TestTimeout.Wait(queue.RunAsync("a", () => true, CancellationToken.None), "the next check"));
    }

    [Fact]
    public async Task APasswordThatWasProvedLately_IsNotHashedAgain_AWrongOneAlwaysIs()
    {
        await PutAsync(new AgentRecord("alice", "Alice", Hash));
        using var directory = Open();

        Assert.NotNull(await LogInAsync(directory, "alice", "password-1"));
        Assert.NotNull(await LogInAsync(directory, "alice", "password-1"));
        Assert.Equal(1, directory.Hashed);

        Assert.Null(await LogInAsync(directory, "alice", "password-2"));
        Assert.Null(await LogInAsync(directory, "alice", "password-2"));
        Assert.Null(await LogInAsync(directory, "nobody", "password-1"));
        Assert.Equal(4, directory.Hashed);
        Assert.NotNull(await LogInAsync(directory, "alice", "password-1"));
        Assert.Equal(4, directory.Hashed);
    }

    [Fact]
    public async Task AThousandAgentsBehindOneAddress_AreAllLetIn()
    {
        var everybody = Enumerable.Range(0, 1000).Select(number => new AgentRecord($"agent-{number}", "Agent", Hash)).ToArray();
        await PutAsync(everybody);
        using var directory = Open();

        var all = await TestTimeout.Wait(
            Task.WhenAll(everybody.Select(it => LogInAsync(directory, it.Id, "password-1"))),
            "a thousand logins"
        );

        Assert.All(all, Assert.NotNull);
        Assert.Equal(everybody.Length, directory.Hashed);
    }

    [Fact]
    public async Task AProof_EndsWithTheShift_AndWithThePassword()
    {
        await PutAsync(new AgentRecord("alice", "Alice", Hash), new AgentRecord("bob", "Bob", Hash));
        using var directory = Open();
        Assert.NotNull(await LogInAsync(directory, "alice", "password-1"));
        Assert.NotNull(await LogInAsync(directory, "bob", "password-1"));

        _clock.Turn(ProvenPasswords.Lifetime);
        Assert.NotNull(await LogInAsync(directory, "alice", "password-1"));
        Assert.Equal(3, directory.Hashed);

        await PutAsync(new AgentRecord("alice", "Alice", PasswordHashes.Of("password-2", iterations: 1)));
        Assert.Null(await LogInAsync(directory, "alice", "password-1"));
        Assert.Null(await LogInAsync(directory, "bob", "password-1"));
        Assert.NotNull(await LogInAsync(directory, "alice", "password-2"));
    }

    [Fact]
    public void WhatWasProved_IsForgotten_WhenTheDirectoryChanges()
    {
        var proven = new ProvenPasswords(_clock);
        proven.Add("alice", Hash, "password-1");
        proven.Add("bob", Hash, "password-1");
        Assert.True(proven.IsProven("alice", Hash, "password-1"));
        Assert.False(proven.IsProven("alice", Hash, "password-2"));
        Assert.False(proven.IsProven("alice", PasswordHashes.Of("password-1", iterations: 1), "password-1"));

        proven.RemoveOutdated(new Dictionary<string, AgentRecord>(StringComparer.Ordinal) { ["bob"] = new("bob", "Bob", Hash) });

        Assert.Equal(1, proven.Count);
        Assert.False(proven.IsProven("alice", Hash, "password-1"));
        Assert.True(proven.IsProven("bob", Hash, "password-1"));
    }

    private static bool Wait(ManualResetEventSlim gate)
    {
        gate.Wait(CancellationToken.None);
        return true;
    }

    private static Task<DirectoryAgent?> LogInAsync(AgentDirectory directory, string agentId, string password) =>
        directory.AuthenticateAsync(new AgentCredentials(agentId, password), TestContext.Current.CancellationToken).AsTask();

    private AgentDirectory Open() => new(_file, [], _clock, NullLogger<AgentDirectory>.Instance);

    private Task PutAsync(params AgentRecord[] agents)
    {
        File.Delete(_file.Name);
        return _file.ChangeAsync(_ => agents);
    }
}
