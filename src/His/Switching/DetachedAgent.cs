using His.Journal;
using His.Persistence;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Switching;

/// <summary>
/// The agent of a session that has outlived HIS, until the switch has been asked for them. Nothing can be commanded before that; to ask
/// how they stand is to find them.
/// </summary>
internal sealed class DetachedAgent(IPlatform platform, SessionActor session, SessionRecord record) : IPlatformAgent
{
    private IPlatformAgent? found;
    private CancellationTokenSource halt = new();

    /// <summary>Whether the switch has been asked for the agent, and has answered: what it wants now is not known before.</summary>
    public bool IsAttached => found is not null;

    /// <summary>A newer session takes the place of this one: to find the agent now would take the news away from it.</summary>
    public void Suspend() => halt.Cancel();

    /// <summary>It did not: the agent can be found again.</summary>
    public void Resume() => halt = new CancellationTokenSource();

    public PlatformCapabilities Capabilities => found?.Capabilities ?? record.Capabilities;

    public async Task<SwitchAgentState?> GetStateAsync(CancellationToken cancellationToken)
    {
        if (found is not null)
        {
            return await found.GetStateAsync(cancellationToken);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, halt.Token);
        if (await platform.ReattachAsync(record.Agent, record.Endpoint, session, both.Token) is not LogInResult.LoggedIn answer)
        {
            return null;
        }

        found = answer.Agent;
        return answer.State;
    }

    public Task<CommandResult> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        found?.ActivateAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        found?.DeactivateAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        found?.MakeReadyAsync(channelId, cancellationToken) ?? NotAttached;

    public Task<CommandResult> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        found?.MakeNotReadyAsync(channelId, reason, cancellationToken) ?? NotAttached;

    public Task<CommandResult> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        found?.LogOffAsync(reason, cancellationToken) ?? NotAttached;

    public Task<CommandResult> ExecuteAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken) =>
        found?.ExecuteAsync(interactionId, command, target, cancellationToken) ?? NotAttached;

    public Task<DialCommandResult> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        found?.DialAsync(channelId, destination, cancellationToken) ?? Task.FromResult(new DialCommandResult(CommandResult.Unavailable));

    public ValueTask DisposeAsync()
    {
        Suspend();
        return found?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static Task<CommandResult> NotAttached => Task.FromResult(CommandResult.Unavailable);
}
