using His.Bus;
using His.ChannelGroups;

namespace His.Sessions;

/// <summary>A logout that waits until no interaction is ongoing (docs/use-cases/logout.md, AF2).</summary>
/// <param name="Cause">The cause of the logout.</param>
/// <param name="Reason">The logout reason; null for none.</param>
internal sealed record PendingLogout(Cause Cause, ReasonGiven? Reason);
