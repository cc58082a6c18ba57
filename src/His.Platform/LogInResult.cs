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
        /// <summary>What the agent should know although the login succeeded. Empty for nothing.</summary>
        public IReadOnlyList<LoginWarning> Warnings { get; init; } = [];
    }

    /// <summary>Another agent works with that endpoint.</summary>
    public sealed record EndpointInUse : LogInResult;

    /// <summary>That endpoint does not exist or is not this agent's.</summary>
    public sealed record EndpointUnknown : LogInResult;

    /// <summary>There is no link to the switch.</summary>
    public sealed record Unavailable : LogInResult;

    /// <summary>The switch said no, in these words.</summary>
    public sealed record Refused(string SwitchError) : LogInResult;
}

/// <summary>What is not as it should be, although the agent could be logged in.</summary>
public enum LoginWarning
{
    /// <summary>The telephone is not registered at the switch, so no call can reach it yet.</summary>
    EndpointNotRegistered,
}
