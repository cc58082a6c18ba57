using His.Platform.Asterisk.Ami;
using His.Platform.Asterisk.Seats;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace His.Platform.Asterisk;

/// <summary>
/// Asterisk, over its manager interface: agents are dynamic members of queues, Not Ready is a pause, and the telephone is theirs to
/// answer. Written against Asterisk 22; 16 has the same words.
/// </summary>
public sealed class AsteriskPlatform : IPlatform
{
    private const string NoSuchDevice = "INVALID";

    private readonly AsteriskOptions _options;
    private readonly ILogger<AsteriskPlatform> _logger;
    private readonly AgentBook _agents;
    private readonly Switchboard _board;
    private readonly SwitchLink _link;

    /// <summary>Looks at the settings and sends nothing yet.</summary>
    /// <exception cref="OptionsValidationException">A setting is missing, malformed or unsafe; the message says which and why.</exception>
    public AsteriskPlatform(AsteriskOptions options, TimeProvider time, ILogger<AsteriskPlatform> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = AsteriskOptionsCheck.Problems(options).ToArray();
        if (problems.Length > 0) throw new OptionsValidationException(AsteriskOptions.Section, typeof(AsteriskOptions), problems);
        (_options, _logger) = (options, logger);
        _agents = new AgentBook(options.Agents);
        _board = new Switchboard(options);
        _link = new SwitchLink(options, _board, time, logger);
    }

    /// <inheritdoc/>
    public string Name => "Asterisk";

    /// <inheritdoc/>
    public bool IsAvailable => _link.Current is not null;

    /// <summary>What the switch sent that could not be used.</summary>
    internal AmiCounters Counters => _link.Counters;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _link.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<AgentIdentity?> AuthenticateAsync(AgentCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        return Task.FromResult(_agents.Recognise(credentials) is { } agent ? new AgentIdentity(agent.Id, agent.Name) : null);
    }

    /// <inheritdoc/>
    public async Task<LoginAnswer> LogInAsync(AgentIdentity agent, string? endpoint, IAgentNews news, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agent);
        if (_agents.Find(agent.Id) is not { } known) return new LoginAnswer.Refused("the settings know no such agent");
        endpoint ??= known.Endpoint;
        if (!AsteriskOptionsCheck.IsEndpoint(endpoint) || !MaySitAt(known, endpoint!)) return new LoginAnswer.EndpointUnknown();
        if (_link.Current is not { } connection) return new LoginAnswer.Unavailable();
        try
        {
            if (!await ExistsAsync(connection, endpoint!, cancellationToken)) return new LoginAnswer.EndpointUnknown();
        }
        catch (AmiLinkLostException)
        {
            return new LoginAnswer.Unavailable();
        }

        return await SitDownAsync(known, endpoint!, news, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private bool MaySitAt(AsteriskAgentOptions agent, string endpoint) =>
        _options.FreeSeating || agent.Endpoint is null || agent.Endpoint.Equals(endpoint, StringComparison.Ordinal);

    /// <summary>A queue takes any word for a device, so the switch is asked. Where it does not say, the settings are believed.</summary>
    private async Task<bool> ExistsAsync(AmiConnection connection, string endpoint, CancellationToken cancellationToken)
    {
        var device = (_options.StateInterfaceTemplate ?? _options.InterfaceTemplate).Replace("{endpoint}", endpoint, StringComparison.Ordinal);
        var answer = await connection.AskAsync(AmiAction.DeviceState(device), cancellationToken);
        return !answer.IsSuccess || answer.Response["Value"] is not NoSuchDevice;
    }

    private async Task<LoginAnswer> SitDownAsync(
        AsteriskAgentOptions agent, string endpoint, IAgentNews news, CancellationToken cancellationToken)
    {
        var holder = new Holding(news);
        switch (_board.Take(agent.Id, endpoint, holder, out var seat, out var before))
        {
            case Seating.InUse: return new LoginAnswer.EndpointInUse();
            case Seating.ElsewhereAtWork: return new LoginAnswer.Refused("the agent is still at work at another telephone");
        }

        var atSwitch = new AsteriskAgent(agent, seat!, holder, _options, _board, _link, _logger);
        AgentAtSwitch? state = null;
        try
        {
            state = await atSwitch.AskAsync(isLogin: true, cancellationToken);
            return state is null ? new LoginAnswer.Unavailable() : new LoginAnswer.LoggedIn(atSwitch, state);
        }
        finally
        {
            if (state is null) _board.GiveBack(seat!, holder, before);
        }
    }
}
