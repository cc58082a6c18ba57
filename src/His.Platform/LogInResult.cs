namespace His.Platform;

/// <summary>The result of <see cref="IPlatform.LogInAsync"/>. A closed list.</summary>
public abstract record LogInResult
{
    private LogInResult() { }

    /// <summary>The agent is at the switch.</summary>
    /// <param name="Agent">The agent, for commands and queries.</param>
    /// <param name="State">The state found; every change after it is reported as an event.</param>
    public sealed record LoggedIn(IPlatformAgent Agent, SwitchAgentState State) : LogInResult
    {
        /// <summary>Warnings for the agent although the login succeeded; empty if none.</summary>
        public IReadOnlyList<LoginWarning> Warnings { get; init; } = [];

        /// <summary>
        /// Whether the agent was at the switch before this login; <see langword="null"/> if the platform does not know, which is the
        /// default. If the login of the session fails at another platform, only an agent whom this login has brought is logged off again.
        /// </summary>
        public bool? WasLoggedOn { get; init; }
    }

    /// <summary>Another agent works with that endpoint.</summary>
    public sealed record EndpointInUse : LogInResult;

    /// <summary>That endpoint does not exist or is not this agent's.</summary>
    public sealed record EndpointUnknown : LogInResult;

    /// <summary>There is no link to the switch.</summary>
    public sealed record Unavailable : LogInResult;

    /// <summary>The switch refused the login.</summary>
    /// <param name="SwitchError">The switch's own text, for engineers.</param>
    public sealed record Refused(string SwitchError) : LogInResult;
}

/// <summary>A problem that did not prevent the login.</summary>
public enum LoginWarning
{
    /// <summary>The telephone is not registered at the switch, so no call can reach it yet.</summary>
    EndpointNotRegistered,
}
