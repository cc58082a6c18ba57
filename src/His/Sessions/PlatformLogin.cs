using His.Bus;
using His.Platform;
using His.Positions;
using His.Sessions.Actor;
using His.Sessions.Threading;
using Microsoft.Extensions.Logging;

namespace His.Sessions;

/// <summary>
/// Step 4 of Basic Login: logs the agent in at each platform, required ones first. If one of those fails, an agent whom this login has
/// brought to another platform is logged off there again; one who was there before is not.
/// </summary>
internal sealed partial class PlatformLogin
{
    private readonly SessionActor _session;
    private readonly HisCore _core;
    private readonly List<(Position Position, LogInResult.LoggedIn Result)> _loggedIn = [];

    /// <summary>Prepares the login of an agent.</summary>
    public PlatformLogin(SessionActor session, HisCore core, AgentIdentity agent)
    {
        (_session, _core, Agent) = (session, core, agent);
    }

    /// <summary>The agent.</summary>
    public AgentIdentity Agent { get; }

    /// <summary>The agent at each platform where the agent works, in the order of the channels.</summary>
    public List<Position> Positions { get; private set; } = [];

    /// <summary>The positions at which the login has succeeded, with its result.</summary>
    public IReadOnlyList<(Position Position, LogInResult.LoggedIn Result)> LoggedIn => _loggedIn;

    /// <summary>The platforms whose events the login has taken, also if it has failed afterwards.</summary>
    public IReadOnlyList<string> Entered => [.. _loggedIn.Select(it => it.Position.Platform)];

    /// <summary>The state that the login found; <see langword="null"/> if the platform was unavailable.</summary>
    public SwitchAgentState? StateAt(Position position) => _loggedIn.FirstOrDefault(it => it.Position == position).Result?.State;

    /// <summary>Logs the agent in.</summary>
    /// <param name="endpoint">The telephone to work with; null for the agent's usual one.</param>
    /// <returns><see langword="null"/>, or why the session cannot begin; then nothing is left of this login at any platform.</returns>
    public async Task<Failure?> RunAsync(string? endpoint)
    {
        Positions =
        [
            .. _core.Platforms.Select(it => it.MapAgent(Agent) is { } there ? NewPosition(it, there, endpoint) : null).OfType<Position>(),
        ];
        Failure? failure = null;
        foreach (var position in Positions.OrderByDescending(it => it.IsRequired))
        {
            failure = await LogInAtAsync(position);
            if (failure is not null && position.IsRequired)
            {
                break;
            }

            failure = _loggedIn.Count == 0 ? failure : null; // AF2, unless there is nowhere to work
        }

        if (failure is null && _loggedIn.Count > 0)
        {
            return null;
        }

        await UndoAsync();
        return failure ?? new Failure(FailureCode.SwitchRefused) { SwitchError = "The agent works at none of the platforms." };
    }

    /// <summary>The endpoint is a telephone: it concerns the platforms that have one, or do not say what they have.</summary>
    private Position NewPosition(PlatformRegistration platform, AgentIdentity agent, string? endpoint)
    {
        var declared = platform.Platform.Channels;
        var isTelephony = _core.Platforms.Count == 1 || declared.Count == 0 || declared.Any(it => it.Type == ChannelType.Telephony);
        return new Position(_session, platform, agent, isTelephony ? endpoint : null, _core.Log);
    }

    private async Task<Failure?> LogInAtAsync(Position position)
    {
        var platform = _core.Platforms.Count > 1 ? position.Platform : null;
        using var deadline = new Deadline(_core.Options.CommandTimeout, _core.Time);
        try
        {
            switch (await position.LogInAsync(deadline.Token))
            {
                case LogInResult.LoggedIn loggedIn:
                    _loggedIn.Add((position, loggedIn));
                    return null;
                case LogInResult.EndpointInUse:
                    return new Failure(FailureCode.EndpointInUse) { Platform = platform };
                case LogInResult.EndpointUnknown:
                    return Failure.InvalidParams("params.endpoint") with { Platform = platform };
                case LogInResult.Refused refused:
                    return new Failure(FailureCode.SwitchRefused) { Platform = platform, SwitchError = refused.SwitchError };
                default:
                    return new Failure(FailureCode.SwitchUnavailable) { Platform = platform };
            }
        }
        catch (OperationCanceledException)
        {
            return new Failure(FailureCode.SwitchUnavailable) { Platform = platform };
        }
        catch (Exception defect) when (platform is not null)
        {
            // One of several platforms is broken: what was done at the others must be undone, and an optional one is left out.
            LogDefect(_core.Log, defect, platform, Agent.Id);
            return new Failure(FailureCode.SwitchUnavailable) { Platform = platform };
        }
    }

    /// <summary>Leaves each platform as it was. An agent who cannot be logged off is handled as one without a session.</summary>
    private async Task UndoAsync()
    {
        foreach (var (position, result) in _loggedIn)
        {
            using var deadline = new Deadline(_core.Options.CommandTimeout, _core.Time);
            try
            {
                if (result.WasLoggedOn is false)
                {
                    await result.Agent.LogOffAsync(new Reason(Code: null, Text: nameof(FailureCode.SwitchUnavailable)), deadline.Token);
                }
            }
            catch (Exception wrong)
            {
                LogNotUndone(_core.Log, wrong, Agent.Id, position.Platform);
            }

            await _session.Guard.RunDisposalStepAsync(position.DisposeAsync);
        }
    }

    [LoggerMessage(3019, LogLevel.Error, "Platform {Platform} threw during the login of agent {Agent}")]
    private static partial void LogDefect(ILogger log, Exception defect, string platform, string agent);

    [LoggerMessage(
        3018,
        LogLevel.Warning,
        "Agent {Agent} could not be logged off at platform {Platform} after a login that failed at another; this is tried again"
    )]
    private static partial void LogNotUndone(ILogger log, Exception wrong, string agent, string platform);
}
