using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace His.Server.Agents;

/// <summary>
/// Password hashes in the format of version 3 of ASP.NET Core's hasher: PBKDF2 with HMAC-SHA-512, a salt per hash, and the number of
/// iterations in the hash, so that it can be raised later.
/// </summary>
internal static class PasswordHashes
{
    /// <summary>
    /// Iterations of new hashes. The hasher's default: about 75 ms of one processor per check, also per guess of an attacker.
    /// </summary>
    public const int Iterations = 100_000;

    /// <summary>Limit for stored hashes; a hash that takes longer than seconds is a mistake or a denial of service.</summary>
    private const int MaxIterations = 10_000_000;

    private const byte ThirdForm = 1;
    private const uint HmacSha512 = 2;
    private const int HeaderLength = 13;

    public static string Of(string password, int iterations = Iterations) => Hasher(iterations).HashPassword(null!, password);

    public static bool IsRight(string hash, string password) =>
        Hasher(Iterations).VerifyHashedPassword(null!, hash, password) != PasswordVerificationResult.Failed;

    public static bool IsHash(string? hash) => hash is not null && IterationsOf(hash) is > 0 and <= MaxIterations;

    /// <summary>Number of iterations of a hash; 0 if it is not a hash of this format.</summary>
    public static int IterationsOf(string hash)
    {
        // Format, function, iterations, length of the salt, the salt, the key.
        var bytes = new byte[hash.Length];
        return
            Convert.TryFromBase64String(hash, bytes, out var length)
            && length >= HeaderLength + 32
            && bytes[0] == ThirdForm
            && BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) == HmacSha512
            && BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9)) is >= 16 and var salt
            && salt <= length - HeaderLength - 16
            ? Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)))
            : 0;
    }

    private static PasswordHasher<AgentRecord> Hasher(int iterations) =>
        new(
            Options.Create(
                new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = iterations }
            )
        );
}
