namespace His.Platform.Simulator;

/// <summary>The switch's own truth about an agent.</summary>
/// <param name="LoggedIn">Whether the agent is logged on.</param>
/// <param name="LogoutReason">With which reason they logged off last; none while logged on.</param>
/// <param name="Channels">All channels, in order.</param>
public sealed record AgentTruth(bool LoggedIn, Reason? LogoutReason, IReadOnlyList<ChannelTruth> Channels);

/// <summary>The switch's own truth about a channel.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Active">Whether it can carry work.</param>
/// <param name="Ready">Whether work may come.</param>
/// <param name="Reason">The Not Ready reason, if any.</param>
public sealed record ChannelTruth(string Id, bool Active, bool Ready, Reason? Reason);
