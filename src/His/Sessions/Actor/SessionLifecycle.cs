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
    /// <summary>Basic Login is running, or has not been requested.</summary>
    LoggingIn,

    /// <summary>HIS has restarted, and the switch has not been queried for the agent yet.</summary>
    Restoring,

    /// <summary>The agent is logged in.</summary>
    LoggedIn,

    /// <summary>Steps 5 to 6a of Logout are running.</summary>
    LoggingOut,

    /// <summary>The session has ended, or its login has failed.</summary>
    Ended,
}

/// <summary>Holds the phase of a session and guards its transitions. Read on any thread, changed on the session's scheduler.</summary>
/// <param name="first">The initial phase.</param>
internal sealed class SessionLifecycle(SessionPhase first)
{
    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SessionPhase _phase = first;

    public SessionPhase Phase => _phase;

    /// <summary>Whether an agent is or was logged in here; false until a login has succeeded, and permanently if it has failed.</summary>
    public bool WasLoggedIn { get; private set; } = first == SessionPhase.Restoring;

    /// <summary>
    /// Completes when the switch has been queried for the agent after a restart; already completed in a session that began in this process.
    /// </summary>
    public Task Restored => _phase == SessionPhase.Restoring ? _restored.Task : Task.CompletedTask;

    /// <summary>Moves to another phase.</summary>
    /// <exception cref="InvalidOperationException">The transition is not allowed.</exception>
    public void MoveTo(SessionPhase next)
    {
        var isAllowed =
            (_phase, next)
            is
                (SessionPhase.LoggingIn or SessionPhase.Restoring or SessionPhase.LoggingOut, SessionPhase.LoggedIn)
                or
                (SessionPhase.LoggedIn, SessionPhase.LoggingOut)
                or
                (not SessionPhase.Ended, SessionPhase.Ended);
        if (!isAllowed)
        {
            throw new InvalidOperationException($"A session cannot change from {_phase} to {next}.");
        }

        WasLoggedIn |= next == SessionPhase.LoggedIn;
        _phase = next;
        if (next is SessionPhase.LoggedIn or SessionPhase.Ended)
        {
            _restored.TrySetResult();
        }
    }

    /// <summary>Enters LoggingOut; disposing of the result returns to LoggedIn, unless the session has ended.</summary>
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
