using His.Bus;
using His.Channels;
using His.Positions;
using His.Sessions.Actor;

namespace His.Sessions;

/// <summary>
/// What a logout has done so far, where it still has to log the agent off, and which platforms it continues without (decision R3).
/// </summary>
internal sealed class LogoutProgress(SessionActor session)
{
    private readonly HashSet<string> _madeNotReady = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deactivated = new(StringComparer.Ordinal);
    private readonly HashSet<Position> _leftBehind = [];

    /// <summary>The platforms at which the agent is logged on and that count for this logout, in order.</summary>
    public List<Position> LoggedOn => [.. session.Positions.Where(IsToLogOff)];

    /// <summary>The first of these; <see langword="null"/> if there is none left.</summary>
    public Position? Next => session.Positions.Find(IsToLogOff);

    /// <summary>What was done, for the answer.</summary>
    public LogoutResult Result => new(Channels) { Platforms = Platforms };

    /// <summary>What was done to each channel, as far as it still holds.</summary>
    private IReadOnlyList<ChannelResult> Channels =>
        [
            .. session.ChannelGroup.Channels.Select(channel => new ChannelResult(
                channel.Id,
                _madeNotReady.Contains(channel.Id) && channel.State is (ChannelState.NotReady or ChannelState.Inactive),
                _deactivated.Contains(channel.Id) && channel.State is ChannelState.Inactive
            )),
        ];

    /// <summary>Where the agent is now; <see langword="null"/> for clients if that is one platform.</summary>
    private IReadOnlyList<PlatformResult>? Platforms =>
        session.Positions is [{ IsOnly: true }]
            ? null
            :
            [
                .. session.Positions.Select(position => new PlatformResult(
                    position.Platform,
                    _leftBehind.Contains(position) ? LoggedOff.LeftBehind
                        : position.IsLoggedOn ? LoggedOff.No
                        : LoggedOff.Yes
                )),
            ];

    /// <summary>The name of a platform for clients; <see langword="null"/> if the agent works at one.</summary>
    public static string? NameOf(Position position) => position.IsOnly ? null : position.Platform;

    /// <summary>The logout has made a channel Not Ready.</summary>
    public void MadeNotReady(ChannelWorkflow channel) => _madeNotReady.Add(channel.Id);

    /// <summary>The logout has deactivated a channel.</summary>
    public void Deactivated(ChannelWorkflow channel) => _deactivated.Add(channel.Id);

    /// <summary>Whether the agent is to be logged off at a platform.</summary>
    public bool IsToLogOff(Position position) => position.IsLoggedOn && !_leftBehind.Contains(position);

    /// <summary>
    /// Whether the logout continues without a platform that has failed: only if its settings allow it, and not because of an interaction.
    /// </summary>
    public bool TryLeaveBehind(Position position) =>
        position.LeaveBehind && !position.IsOnly && session.Ongoing.Count == 0 && (_leftBehind.Add(position) || true);

    /// <summary>The failure with which the logout stops; it says what was done.</summary>
    public Failure Stopped(Failure failure) => failure with { Channels = Channels, Platforms = Platforms };
}
