namespace His.Platform;

/// <summary>
/// An agent at the switch, as one login of HIS holds it: commands and queries.
/// </summary>
/// <remarks>
/// A result only repeats the switch's response. HIS relies on states: those in events and those that <see cref="GetStateAsync"/> returns.
/// A command that the switch executes therefore shows as an event too, before or after its result.
/// Ready and Not Ready for a channel that is inactive are refused; HIS does not send them.
/// Disposal releases the agent: no event is reported any more. It changes nothing at the switch and may be called twice. HIS commands
/// nothing after it.
/// </remarks>
public interface IPlatformAgent : IAsyncDisposable
{
    /// <summary>What the switch can do for this agent, and which reasons it wants, as of now.</summary>
    PlatformCapabilities Capabilities { get; }

    /// <summary>Queries the present state of this agent.</summary>
    /// <returns>The state, or <see langword="null"/> if the switch cannot be queried.</returns>
    Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken);

    /// <summary>Makes a channel able to carry work; it becomes Not Ready.</summary>
    Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Takes a channel out of work. Called for a channel that is Not Ready.</summary>
    Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Lets work come to a channel.</summary>
    Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>Stops work from coming to a channel.</summary>
    /// <param name="channelId">The channel.</param>
    /// <param name="reason">
    /// The reason, already checked against the policy; <see langword="null"/> if none was requested or HIS acts on its own,
    /// which no switch may refuse because the reason is missing.
    /// </param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken);

    /// <summary>Logs the agent off the switch, with all channels (step 6a of Logout).</summary>
    /// <param name="reason">The logout reason, already checked; recorded at the switch if it can record one.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken);

    /// <summary>Executes a command on an interaction.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="command">
    /// The command; one of <see cref="PlatformCapabilities.Commands"/>, else <see cref="CommandResult.NotSupported"/>.
    /// </param>
    /// <param name="target">
    /// Transfer and Consult: the destination, digits with perhaps a plus before them. SendDigits: the tones, out of <c>0-9*#A-D</c>.
    /// Otherwise <see langword="null"/>.
    /// </param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> ExecuteAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken);

    /// <summary>Begins an outbound interaction. Its id is in the result; the interaction itself is reported as an event.</summary>
    Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken);
}
