using His.Bus;
using His.ChannelGroups;

namespace His.Sessions;

/// <summary>A logout that waits until no interaction is ongoing (docs/use-cases/logout.md, AF2).</summary>
/// <param name="Cause">The cause of the logout.</param>
/// <param name="Reasons">The logout reasons as the client sent them.</param>
internal sealed record PendingLogout(Cause Cause, ReasonsGiven Reasons);
