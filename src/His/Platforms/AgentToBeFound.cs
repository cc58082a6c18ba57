using His.Journal;
using His.Platform;
using His.Sessions;

namespace His.Platforms;

/// <summary>
/// The agent of a session that has outlived HIS, until the switch has been asked for them. Nothing can be commanded before that; to ask
/// how they stand is to find them.
/// </summary>
internal sealed class AgentToBeFound(SessionWorkflow session, SessionRecord record) : IPlatformAgent
{
    private IPlatformAgent? found;
    private CancellationTokenSource halt = new();

    /// <summary>Whether the switch has been asked for the agent, and has answered: what it wants now is not known before.</summary>
    public bool IsFound => found is not null;

    /// <summary>A newer session takes the place of this one: to find the agent now would take the news away from it.</summary>
    public void Halt() => halt.Cancel();

    /// <summary>It did not: the agent can be found again.</summary>
    public void GoOn() => halt = new CancellationTokenSource();

    public PlatformCapabilities Capabilities => found?.Capabilities ?? record.Capabilities;

    public async Task<AgentAtSwitch?> AskAsync(CancellationToken cancellationToken)
    {
        if (found is not null)
        {
            return await found.AskAsync(cancellationToken);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, halt.Token);
        if (await session.House.Platform.FindAsync(record.Agent, record.Endpoint, session, both.Token) is not LoginAnswer.LoggedIn answer)
        {
            return null;
        }

        found = answer.Agent;
        return answer.State;
    }

    public Task<SwitchAnswer> ActivateAsync(string channelId, CancellationToken cancellationToken) =>
        found?.ActivateAsync(channelId, cancellationToken) ?? NotFound;

    public Task<SwitchAnswer> DeactivateAsync(string channelId, CancellationToken cancellationToken) =>
        found?.DeactivateAsync(channelId, cancellationToken) ?? NotFound;

    public Task<SwitchAnswer> MakeReadyAsync(string channelId, CancellationToken cancellationToken) =>
        found?.MakeReadyAsync(channelId, cancellationToken) ?? NotFound;

    public Task<SwitchAnswer> MakeNotReadyAsync(string channelId, Reason? reason, CancellationToken cancellationToken) =>
        found?.MakeNotReadyAsync(channelId, reason, cancellationToken) ?? NotFound;

    public Task<SwitchAnswer> LogOffAsync(Reason? reason, CancellationToken cancellationToken) =>
        found?.LogOffAsync(reason, cancellationToken) ?? NotFound;

    public Task<SwitchAnswer> HandleAsync(string interactionId, InteractionCommand command, string? target, CancellationToken cancellationToken) =>
        found?.HandleAsync(interactionId, command, target, cancellationToken) ?? NotFound;

    public Task<DialAnswer> DialAsync(string channelId, string destination, CancellationToken cancellationToken) =>
        found?.DialAsync(channelId, destination, cancellationToken) ?? Task.FromResult(new DialAnswer(SwitchAnswer.Unavailable));

    public ValueTask DisposeAsync()
    {
        Halt();
        return found?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private static Task<SwitchAnswer> NotFound => Task.FromResult(SwitchAnswer.Unavailable);
}
