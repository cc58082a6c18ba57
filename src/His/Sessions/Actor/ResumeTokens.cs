using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using His.Bus;

namespace His.Sessions.Actor;

/// <summary>
/// Maps resume tokens to sessions. Only hashes are kept: an attacker who reads this memory, or the store, can resume nothing. The token of
/// an ended session is kept for <see cref="HisOptions.ResponseRetention"/>, so that its client receives the cause of the end.
/// </summary>
internal sealed class ResumeTokens(HisOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(long At, string Hash)> _ended = new();

    /// <summary>The number of tokens kept.</summary>
    public int Count => _holders.Count;

    /// <summary>The hash that is kept of a token: SHA-256 in hexadecimal.</summary>
    public static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Makes a token valid for a session.</summary>
    public void Enter(ResumeToken token, SessionActor session)
    {
        ForgetOld();
        _holders[token.Hash] = new Holder(session, default, token.UsedBy);
    }

    /// <summary>Makes a token invalid; null does nothing.</summary>
    public void Forget(ResumeToken? token)
    {
        if (token is not null)
        {
            _holders.TryRemove(token.Hash, out _);
        }
    }

    /// <summary>
    /// The session of a token has ended; null, if the login did not complete, does nothing. The end of a session is reported for a used
    /// token only to the same request, whose answer may have been lost.
    /// </summary>
    public void End(ResumeToken? token, Cause cause)
    {
        ForgetOld();
        if (token is not null)
        {
            _holders[token.Hash] = new Holder(Session: null, cause, token.UsedBy);
            _ended.Enqueue((time.GetTimestamp(), token.Hash));
        }
    }

    /// <summary>Finds the holder of a token; <see langword="null"/> if the token is unknown, foreign, used or too old.</summary>
    public Holder? Find(ResumeParams resume)
    {
        ForgetOld();
        var holder = _holders.GetValueOrDefault(Hash(resume.ResumeToken));
        return holder is { Session: null, UsedBy: { } by } && by != resume.RequestId ? null : holder;
    }

    // Called by every operation, so that the tokens of ended sessions need no timer of their own.
    private void ForgetOld()
    {
        while (
            _ended.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > options.ResponseRetention && _ended.TryDequeue(out oldest)
        )
        {
            _holders.TryRemove(oldest.Hash, out _);
        }
    }

    /// <summary>The session, or the cause of its end; and the request that used the token, if any.</summary>
    public sealed record Holder(SessionActor? Session, Cause EndedBy, Guid? UsedBy);
}

/// <summary>A resume token as kept by a session.</summary>
/// <param name="Hash">The hash of the token.</param>
/// <param name="UsedBy">The request id of the resume that used the token; null if unused or if that resume had none.</param>
internal sealed record ResumeToken(string Hash, Guid? UsedBy = null);
