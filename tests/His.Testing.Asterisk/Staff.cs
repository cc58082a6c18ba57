using System.Collections.Concurrent;
using His.Platform;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace His.Testing.Asterisk;

/// <summary>A directory in memory: Alice, Bob and Carol, and who else is added. Its hashes are as cheap as can be.</summary>
internal sealed class Staff : IAgentDirectory
{
    private static readonly PasswordHasher<DirectoryAgent> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1 }));

    private readonly ConcurrentDictionary<string, (DirectoryAgent Agent, string Hash)> _agents = new(StringComparer.Ordinal);

    public Staff()
    {
        Put(new DirectoryAgent("alice", "Alice") { Endpoint = "1001" });
        Put(new DirectoryAgent("bob", "Bob") { Endpoint = "1002" });
        Put(new DirectoryAgent("carol", "Carol") { Endpoint = "1003" });
    }

    /// <summary>The hash of a password, as settings and files have it.</summary>
    public static string Hash(string password) => Hasher.HashPassword(null!, password);

    /// <summary>Adds or changes an agent; the password is <c>id-password</c>.</summary>
    public void Put(DirectoryAgent agent) => _agents[agent.Id] = (agent, Hasher.HashPassword(agent, $"{agent.Id}-password"));

    public void Change(string agentId, Func<DirectoryAgent, DirectoryAgent> change) => Put(change(Find(agentId)!));

    public void Remove(string agentId) => _agents.TryRemove(agentId, out _);

    public DirectoryAgent? Find(string agentId) => _agents.TryGetValue(agentId, out var known) ? known.Agent : null;

    public IReadOnlyList<DirectoryAgent> All => [.. _agents.Values.Select(known => known.Agent)];

    public ValueTask<DirectoryAgent?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        var isRight =
            _agents.TryGetValue(credentials.AgentId, out var known)
            && Hasher.VerifyHashedPassword(known.Agent, known.Hash, credentials.Password) != PasswordVerificationResult.Failed;
        return ValueTask.FromResult(isRight ? known.Agent : null);
    }
}
