using His.Bus;
using His.ChannelGroups;

namespace His.Sessions;

/// <summary>A logout that waits until no interaction is ongoing (docs/use-cases/logout.md, AF2).</summary>
/// <param name="Cause">Why.</param>
/// <param name="Reason">The logout reason, if any.</param>
internal sealed record PendingLogout(Cause Cause, ReasonGiven? Reason);
