namespace His.Sessions.Actor;

/// <summary>
/// The phases of a session.
/// <code>
///   LoggingIn ──► LoggedIn ◄──► LoggingOut
///       │          ▲    │            │
///       │  Restoring    │            │
///       │      │        │            │
///       └──────┴──► Ended ◄──────────┘      (entering Ended is step 7 of Logout: from here nothing can refuse)
/// </code>
/// </summary>
internal enum SessionPhase
{
    /// <summary>Basic Login is under way, or has not been asked for.</summary>
    LoggingIn,

    /// <summary>HIS has restarted, and the switch has not been asked about the agent yet.</summary>
    Restoring,

    /// <summary>The agent works.</summary>
    LoggedIn,

    /// <summary>Steps 5 to 6a of Logout are under way.</summary>
    LoggingOut,

    /// <summary>Gone, or never logged in.</summary>
    Ended,
}

/// <summary>The one phase a session is in, and the only way from one to the next. It is read from any thread and changed on the session's scheduler.</summary>
/// <param name="first">The phase to begin in.</param>
internal sealed class SessionLifecycle(SessionPhase first)
{
    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SessionPhase _phase = first;

    public SessionPhase Phase => _phase;

    /// <summary>Whether an agent is or was logged in here; false until a login has succeeded, and for good if it has failed.</summary>
    public bool WasLoggedIn { get; private set; } = first == SessionPhase.Restoring;

    /// <summary>Completes when the switch has been asked about the agent after a restart; at once in a session that began in this process.</summary>
    public Task Restored => _phase == SessionPhase.Restoring ? _restored.Task : Task.CompletedTask;

    /// <summary>Moves to the next phase.</summary>
    /// <exception cref="InvalidOperationException">There is no such way.</exception>
    public void MoveTo(SessionPhase next)
    {
        var isAllowed = (_phase, next) is (SessionPhase.LoggingIn or SessionPhase.Restoring or SessionPhase.LoggingOut, SessionPhase.LoggedIn)
            or (SessionPhase.LoggedIn, SessionPhase.LoggingOut)
            or (not SessionPhase.Ended, SessionPhase.Ended);
        if (!isAllowed)
        {
            throw new InvalidOperationException($"A session does not go from {_phase} to {next}.");
        }

        WasLoggedIn |= next == SessionPhase.LoggedIn;
        _phase = next;
        if (next is SessionPhase.LoggedIn or SessionPhase.Ended)
        {
            _restored.TrySetResult();
        }
    }

    /// <summary>The session is logging out until the result is disposed of; then it is logged in again, unless it has ended.</summary>
    public IDisposable EnterLoggingOut() => new LoggingOut(this);

    private sealed class LoggingOut : IDisposable
    {
        private readonly SessionLifecycle _lifecycle;

        public LoggingOut(SessionLifecycle lifecycle)
        {
            this._lifecycle = lifecycle;
            lifecycle.MoveTo(SessionPhase.LoggingOut);
        }

        public void Dispose()
        {
            if (_lifecycle.Phase == SessionPhase.LoggingOut)
            {
                _lifecycle.MoveTo(SessionPhase.LoggedIn);
            }
        }
    }
}
