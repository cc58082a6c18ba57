using System.Security.Cryptography;
using System.Text;

namespace His.Server.Agents;

/// <summary>
/// Checks passwords. Hashing is slow on purpose and has a queue and threads of its own (<see cref="HashingQueue"/>); a password that was
/// proved lately is recognised without it (<see cref="ProvenPasswords"/>). A wrong password always costs a whole hash.
/// </summary>
internal sealed class PasswordVerifier(TimeProvider time) : IDisposable
{
    /// <summary>How many checks may wait; at 40 ms each far more than anybody waits for.</summary>
    private const int Capacity = 20_000;

    /// <summary>One processor is left for those who are logged in.</summary>
    private readonly HashingQueue _hashing = new(Math.Max(1, Environment.ProcessorCount - 1), Capacity);

    private readonly ProvenPasswords _proven = new(time);
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private int _hashed;

    /// <summary>How many passwords have been hashed.</summary>
    public int Hashed => Volatile.Read(ref _hashed);

    /// <summary>Whether the password is that of the agent; of an unknown agent it never is.</summary>
    /// <param name="agent">The agent, or <see langword="null"/> for one whom the directory does not know.</param>
    /// <param name="password">What was typed.</param>
    /// <param name="work">How many iterations a check takes, whoever the agent is.</param>
    /// <param name="address">Where the client is: addresses take turns.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was canceled, or too many checks wait already.</exception>
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

    /// <summary>The directory has changed: what was proved for another password, or by an agent who has left, counts no more.</summary>
    public void DirectoryChanged(IReadOnlyDictionary<string, AgentRecord> agents) => _proven.RemoveOutdated(agents);

    public void Dispose() => _hashing.Dispose();

    /// <summary>Hashes of a file may be of different ages. What one lacks to the costliest is made up for, so that time tells nothing.</summary>
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
