using System.Security.Cryptography;
using System.Text;

namespace His.Server.Agents;

/// <summary>
/// Checks passwords, few at a time: when everybody logs in at once, hashing must not take every thread of the process. Who waits is
/// let in in order, and waits no longer than their token says.
/// </summary>
internal sealed class PasswordChecks : IDisposable
{
    /// <summary>One processor is left for those who are logged in.</summary>
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount - 1));

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);

    /// <summary>Whether the password belongs to the hash; without a hash it never does. Takes <paramref name="work"/> iterations either way.</summary>
    public async Task<bool> IsRightAsync(string? hash, string password, int work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);

        // The place is given back by the work itself: it goes on, whoever has stopped waiting for it.
        var check = Task.Run(
            () =>
            {
                try
                {
                    return IsRight(hash, password, work);
                }
                finally
                {
                    _places.Release();
                }
            },
            CancellationToken.None);
        return await check.WaitAsync(cancellationToken);
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Hashes of a file may be of different ages. What one lacks to the costliest is made up for, so that time tells nothing.</summary>
    private bool IsRight(string? hash, string password, int work)
    {
        var isRight = hash is not null && PasswordHashes.IsRight(hash, password);
        var left = work - (hash is null ? 0 : PasswordHashes.IterationsOf(hash));
        if (left > 0)
        {
            Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), _salt, left, HashAlgorithmName.SHA512, 32);
        }

        return isRight;
    }
}
