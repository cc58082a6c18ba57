using System.Security.Cryptography;
using System.Text;

namespace His.Server.Agents;

/// <summary>
/// Verifies passwords. Hashing is slow on purpose and has a queue and threads of its own (<see cref="HashingQueue"/>); a recently proved
/// password is recognized without hashing (<see cref="ProvenPasswords"/>). A wrong password always costs a whole hash.
/// </summary>
internal sealed class PasswordVerifier(TimeProvider time) : IDisposable
{
    /// <summary>Maximum number of waiting checks; at 40 ms each, far more than any client waits for.</summary>
    private const int Capacity = 20_000;

    /// <summary>The queue; it leaves one processor for the agents who are logged in.</summary>
    private readonly HashingQueue _hashing = new(Math.Max(1, Environment.ProcessorCount - 1), Capacity);

    private readonly ProvenPasswords _proven = new(time);
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private int _hashed;

    /// <summary>Number of passwords hashed so far.</summary>
    public int Hashed => Volatile.Read(ref _hashed);

    /// <summary>Whether the password is correct; never for an unknown agent.</summary>
    /// <param name="agent">The agent; <see langword="null"/> if the directory does not have it.</param>
    /// <param name="password">The password to verify.</param>
    /// <param name="work">Number of iterations of a check, the same for every agent.</param>
    /// <param name="address">The client's address; addresses take turns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was canceled, or too many checks are waiting.</exception>
    public async Task<bool> IsRightAsync(AgentRecord? agent, string password, int work, string address, CancellationToken cancellationToken)
    {
        if (agent is not null && _proven.IsProven(agent.Id, agent.PasswordHash, password))
        {
            return true;
        }

        var isRight = await _hashing.RunAsync(address, () => IsRight(agent?.PasswordHash, password, work), cancellationToken);
        if (isRight)
        {
            _proven.Add(agent!.Id, agent.PasswordHash, password);
        }

        return isRight;
    }

    /// <summary>Drops the proofs that a change of the directory has invalidated: another password, or an agent who was removed.</summary>
    public void DirectoryChanged(IReadOnlyDictionary<string, AgentRecord> agents) => _proven.RemoveOutdated(agents);

    public void Dispose() => _hashing.Dispose();

    /// <summary>
    /// Checks a password in constant time. Hashes in a file may have different iterations; the difference from the costliest is added, so
    /// that timing reveals nothing.
    /// </summary>
    private bool IsRight(string? hash, string password, int work)
    {
        Interlocked.Increment(ref _hashed);
        var isRight = hash is not null && PasswordHashes.IsRight(hash, password);
        var left = work - (hash is null ? 0 : PasswordHashes.IterationsOf(hash));
        if (left > 0)
        {
            Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), _salt, left, HashAlgorithmName.SHA512, 32);
        }

        return isRight;
    }
}
