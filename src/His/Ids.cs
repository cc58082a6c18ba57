using System.Buffers.Text;
using System.Security.Cryptography;

namespace His;

/// <summary>The one place where ids and tokens come from, so that a test can foresee them.</summary>
public class Ids
{
    /// <summary>An id of 128 random bits with a word in front that says of what, such as <c>session-4f…</c>.</summary>
    public virtual string NewId(string noun) => $"{noun}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>A secret of 256 random bits in URL-safe letters.</summary>
    public virtual string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
