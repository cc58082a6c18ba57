using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace His.Server.Agents;

/// <summary>
/// Hashes of passwords, as ASP.NET Core's hasher writes them in its third form: PBKDF2 with HMAC-SHA-512, a salt of its own for each,
/// and the number of iterations in the hash, so that it can be raised later.
/// </summary>
internal static class PasswordHashes
{
    /// <summary>For new hashes. The hasher's own number: about 75 ms of one processor, for us and for whoever guesses.</summary>
    public const int Iterations = 100_000;

    /// <summary>A hash that would take longer than seconds is a mistake, or somebody who wants HIS to do nothing else.</summary>
    private const int MaxIterations = 10_000_000;

    private const byte ThirdForm = 1;
    private const uint HmacSha512 = 2;
    private const int HeaderLength = 13;

    public static string Of(string password, int iterations = Iterations) => Hasher(iterations).HashPassword(null!, password);

    public static bool IsRight(string hash, string password) =>
        Hasher(Iterations).VerifyHashedPassword(null!, hash, password) != PasswordVerificationResult.Failed;

    public static bool IsHash(string? hash) => hash is not null && IterationsOf(hash) is > 0 and <= MaxIterations;

    /// <summary>How much work a hash is; 0 for what is no hash of this form.</summary>
    public static int IterationsOf(string hash)
    {
        // Form, function, iterations, length of the salt, the salt, the key.
        var bytes = new byte[hash.Length];
        return Convert.TryFromBase64String(hash, bytes, out var length)
            && length >= HeaderLength + 32
            && bytes[0] == ThirdForm
            && BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) == HmacSha512
            && BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(9)) is >= 16 and var salt
            && salt <= length - HeaderLength - 16
                ? Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5)))
                : 0;
    }

    private static PasswordHasher<AgentRecord> Hasher(int iterations) =>
        new(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = iterations }));
}
