using His.Bus;
using His.Persistence;

namespace His.Sessions.Actor;

/// <summary>
/// The tokens that resume a session: the current one, and the previous one, which only the same request may use again because its answer
/// may have been lost.
/// </summary>
internal sealed class ResumeCredentials(SessionActor session, ResumeTokens tokens, Ids ids)
{
    /// <summary>The token that resumes the session; <see langword="null"/> before the login is complete.</summary>
    public ResumeToken? Current { get; private set; }

    /// <summary>The token that the last resume used; <see langword="null"/> for none.</summary>
    public ResumeToken? Previous { get; private set; }

    /// <summary>Makes the tokens of a restored session valid again.</summary>
    public void Restore(SessionRecord record)
    {
        Previous = record.UsedTokenHash is { } used ? new ResumeToken(used, record.UsedTokenBy) : null;
        Current = record.TokenHash is { } hash ? new ResumeToken(hash) : null;
        foreach (var known in new[] { Previous, Current }.OfType<ResumeToken>())
        {
            tokens.Enter(known, session);
        }
    }

    /// <summary>Whether the token in the request may resume the session.</summary>
    public bool Accepts(ResumeParams resume)
    {
        var hash = ResumeTokens.Hash(resume.ResumeToken);
        return Current?.Hash == hash || (Previous?.Hash == hash && Previous.UsedBy is { } id && id == resume.RequestId);
    }

    /// <summary>Whether this token is the current one.</summary>
    public bool IsCurrent(string token) => Current?.Hash == ResumeTokens.Hash(token);

    /// <summary>Issues a new token in place of the current one.</summary>
    /// <param name="usedBy">The resume that used the current one; <see langword="null"/> at the login.</param>
    /// <returns>The token. Only its hash is kept.</returns>
    public string Issue(ResumeParams? usedBy = null)
    {
        if (usedBy is not null && Current?.Hash == ResumeTokens.Hash(usedBy.ResumeToken))
        {
            tokens.Forget(Previous);
            Previous = Current with { UsedBy = usedBy.RequestId };
        }
        else
        {
            tokens.Forget(Current); // the client never received it: the resume that issued it was sent again
        }

        var token = ids.NewToken();
        Current = new ResumeToken(ResumeTokens.Hash(token));
        tokens.Enter(Current, session);
        return token;
    }

    /// <summary>The session has ended: from now on its tokens only yield the cause of the end.</summary>
    public void End(Cause cause)
    {
        tokens.Forget(Previous);
        tokens.End(Previous is { UsedBy: not null } ? Previous : null, cause);
        tokens.End(Current, cause);
    }
}
