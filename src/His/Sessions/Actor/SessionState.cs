namespace His.Sessions.Actor;

/// <summary>
/// The life of a session.
/// <code>
///   LoggedIn ◄──► LoggingOut
///      │              │
///      └──► Disposed ◄┘      (entering Disposed is step 7 of Logout: from here nothing can refuse)
/// </code>
/// </summary>
internal enum SessionState
{
    /// <summary>The agent works.</summary>
    LoggedIn,

    /// <summary>Steps 5 to 6a of Logout are under way.</summary>
    LoggingOut,

    /// <summary>Gone.</summary>
    Disposed,
}
