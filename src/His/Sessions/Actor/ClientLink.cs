using His.Bus;

namespace His.Sessions.Actor;

/// <summary>The connection of a session's client. It comes with a login or a resume, may go at any time, and is closed when the session has ended.</summary>
internal sealed class ClientLink(SessionActor session)
{
    /// <summary>The connection on which the agent is present; <see langword="null"/> for none.</summary>
    public IConnection? Connection { get; private set; }

    public bool IsConnected => Connection is not null;

    /// <summary>From which address the client is connected; <see langword="null"/> if it is not.</summary>
    public string? Address => Connection?.RemoteAddress;

    public void Send(ReadOnlyMemory<byte> message) => Connection?.Send(message);

    /// <summary>Puts a connection in the place of the one before, which is closed.</summary>
    public void Attach(IConnection newer)
    {
        Connection?.Close(CloseCode.ResumedElsewhere);
        Connection = newer;
    }

    /// <summary>Any thread: a connection has ended. Only the present one counts.</summary>
    public void Disconnected(IConnection closed) => session.Post(() =>
    {
        if (closed == Connection)
        {
            Connection = null;
            if (session.WasLoggedIn && !session.IsOver)
            {
                session.Presence.Lost();
                session.Recorder.ConnectionLost(closed.RemoteAddress);
            }
        }
    });

    /// <summary>A resume broke off wherever it was: the connection has no session, and its client is to ask again.</summary>
    public void Detach(IConnection broken)
    {
        if (Connection == broken)
        {
            Connection = null;
        }

        if (Connection is null && !session.IsOver)
        {
            session.Presence.Lost();
        }
    }

    /// <summary>Closes the connection if the session has ended. Answers have left before.</summary>
    public void CloseIfOver()
    {
        if (session.IsOver && Connection is { } open)
        {
            Connection = null;
            open.Close(CloseCode.For(session.EndedBy));
        }
    }
}
