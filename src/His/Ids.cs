using System.Buffers.Text;
using System.Security.Cryptography;

namespace His;

/// <summary>The only source of ids and tokens, so that a test can make them predictable.</summary>
public class Ids
{
    /// <summary>Creates an id of 128 random bits in hexadecimal, prefixed with a noun, such as <c>session-4f…</c>.</summary>
    public virtual string NewId(string noun) => $"{noun}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>Creates a secret of 256 random bits, base64url-encoded.</summary>
    public virtual string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
