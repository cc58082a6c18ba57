namespace His.Platform;

/// <summary>
/// An agent at the switch, as one login of HIS holds it: what can be commanded and what can be asked.
/// </summary>
/// <remarks>
/// An answer only says what the switch said. HIS believes states: those in news and those in the answer to <see cref="GetStateAsync"/>.
/// A command that the switch carries out therefore shows as news too, before or after its answer.
/// Ready and Not Ready for a channel that is inactive are refused; HIS does not ask for them.
/// Disposal lets go of the agent: no news is told any more. It changes nothing at the switch and may be called twice. HIS commands
/// nothing after it.
/// </remarks>
public interface IPlatformAgent : IAsyncDisposable
{
    /// <summary>What the switch can do for this agent, and which reasons it wants, as of now.</summary>
    PlatformCapabilities Capabilities { get; }

    /// <summary>Asks the switch for the present truth about this agent.</summary>
    /// <returns>The truth, or <see langword="null"/> when the switch cannot be asked.</returns>
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
    /// Why, already checked against the policy; <see langword="null"/> where none was asked for or HIS acts by itself,
    /// which no switch may refuse for want of a reason.
    /// </param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken);

    /// <summary>Logs the agent off the switch, with all channels (step 6a of Logout).</summary>
    /// <param name="reason">The logout reason, already checked; recorded at the switch where it can record one.</param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken);

    /// <summary>Does something with an interaction.</summary>
    /// <param name="interactionId">The interaction.</param>
    /// <param name="command">What to do; one of <see cref="PlatformCapabilities.Commands"/>, else <see cref="CommandResult.NotSupported"/>.</param>
    /// <param name="target">
    /// Transfer and Consult: the destination, digits with perhaps a plus before them. SendDigits: the tones, out of <c>0-9*#A-D</c>.
    /// Otherwise <see langword="null"/>.
    /// </param>
    /// <param name="cancellationToken">The deadline.</param>
    Task<CommandResult> ExecuteAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken);

    /// <summary>Begins an outbound interaction. Its id is in the answer; the interaction itself is told as news.</summary>
    Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken);
}
