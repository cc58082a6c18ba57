using His.Bus;

namespace His.Sessions.Actor;

/// <summary>
/// The connection of a session's client. Attached by a login or a resume, may drop at any time, and is closed when the session has ended.
/// </summary>
internal sealed class ClientLink(SessionActor session)
{
    /// <summary>The connection on which the agent is present; <see langword="null"/> for none.</summary>
    public IConnection? Connection { get; private set; }

    public bool IsConnected => Connection is not null;

    /// <summary>The remote address of the client; <see langword="null"/> if no client is connected.</summary>
    public string? Address => Connection?.RemoteAddress;

    public void Send(ReadOnlyMemory<byte> message) => Connection?.Send(message);

    /// <summary>Attaches a connection and closes the previous one.</summary>
    public void Attach(IConnection newer)
    {
        Connection?.Close(CloseCode.ResumedElsewhere);
        Connection = newer;
    }

    /// <summary>Any thread: a connection has ended. Ignored unless it is the current one.</summary>
    public void Disconnected(IConnection closed) =>
        session.Post(() =>
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

    /// <summary>A resume failed at some step: the connection has no session, and its client has to send the resume again.</summary>
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

    /// <summary>Closes the connection if the session has ended. Answers have been sent before.</summary>
    public void CloseIfOver()
    {
        if (session.IsOver && Connection is { } open)
        {
            Connection = null;
            open.Close(CloseCode.For(session.EndedBy));
        }
    }
}
