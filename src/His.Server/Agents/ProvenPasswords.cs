using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace His.Server.Agents;

/// <summary>
/// Caches recently proved passwords, so that proving one again costs next to nothing: a keyed fingerprint (HMAC-SHA-256) of the stored hash
/// and the password. Key and fingerprints are in memory only and end with the process; a fingerprint is worthless once the agent's password
/// has changed, because the stored hash is part of it.
/// </summary>
internal sealed class ProvenPasswords(TimeProvider time)
{
    /// <summary>Lifetime of a proof: a shift and the break before it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Proof> _proofs = new(StringComparer.Ordinal);

    /// <summary>Number of cached proofs; at most one per agent of the directory.</summary>
    public int Count => _proofs.Count;

    /// <summary>Whether the agent has proved this password for this hash within <see cref="Lifetime"/>.</summary>
    public bool IsProven(string agentId, string hash, string password) =>
        _proofs.TryGetValue(agentId, out var proof)
        && time.GetElapsedTime(proof.Since) < Lifetime
        && CryptographicOperations.FixedTimeEquals(proof.Fingerprint, Fingerprint(hash, password));

    /// <summary>Caches that the password was proved for the hash.</summary>
    public void Add(string agentId, string hash, string password) =>
        _proofs[agentId] = new Proof(hash, Fingerprint(hash, password), time.GetTimestamp());

    /// <summary>Removes the proofs of agents who are no longer in the directory, or whose hash has changed.</summary>
    public void RemoveOutdated(IReadOnlyDictionary<string, AgentRecord> agents)
    {
        foreach (var (agentId, proof) in _proofs)
        {
            if (!string.Equals(agents.GetValueOrDefault(agentId)?.PasswordHash, proof.Hash, StringComparison.Ordinal))
            {
                _proofs.TryRemove(new(agentId, proof));
            }
        }
    }

    private byte[] Fingerprint(string hash, string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{hash}\n{password}"));

    private sealed record Proof(string Hash, byte[] Fingerprint, long Since);
}
