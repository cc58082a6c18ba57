using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using His.Bus;

namespace His.Sessions.Actor;

/// <summary>
/// Which session a resume token is for. Only hashes are kept: who reads this memory, or a store of it, can resume nothing. The
/// token of a session that has ended is remembered for a while, so that its owner hears how it ended.
/// </summary>
internal sealed class ResumeTokens(HisOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(long At, string Hash)> _ended = new();

    /// <summary>How many tokens are known.</summary>
    public int Count => _holders.Count;

    /// <summary>What is kept of a token.</summary>
    public static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Makes a token good for a session.</summary>
    public void Enter(ResumeToken token, SessionActor session)
    {
        ForgetOld();
        _holders[token.Hash] = new Holder(session, default, token.UsedBy);
    }

    /// <summary>Makes a token worth nothing, if there is one.</summary>
    public void Forget(ResumeToken? token)
    {
        if (token is not null)
        {
            _holders.TryRemove(token.Hash, out _);
        }
    }

    /// <summary>
    /// The session of a token has ended; there is none where the login did not come to its end. One that was used tells that to nobody but
    /// the very same request, whose answer may have been lost.
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

    /// <summary>Whose token it is; <see langword="null"/> for one that is unknown, foreign, used or too old.</summary>
    public Holder? Find(ResumeParams resume)
    {
        ForgetOld();
        var holder = _holders.GetValueOrDefault(Hash(resume.ResumeToken));
        return holder is { Session: null, UsedBy: { } by } && by != resume.RequestId ? null : holder;
    }

    // Done in passing, so that the tokens of ended sessions need no clock of their own.
    private void ForgetOld()
    {
        while (_ended.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > options.ResponseRetention && _ended.TryDequeue(out oldest))
        {
            _holders.TryRemove(oldest.Hash, out _);
        }
    }

    /// <summary>The session, or the cause for which it has ended; and the request that has used the token up, if one has.</summary>
    public sealed record Holder(SessionActor? Session, Cause EndedBy, Guid? UsedBy);
}

/// <summary>A resume token, as a session remembers it.</summary>
/// <param name="Hash">What is kept of it.</param>
/// <param name="UsedBy">Once used: the request id of the resume that did.</param>
internal sealed record ResumeToken(string Hash, Guid? UsedBy = null);
