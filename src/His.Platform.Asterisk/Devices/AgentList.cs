namespace His.Platform.Asterisk.Devices;

/// <summary>Makes the list of the agents at work of a snapshot of the switch.</summary>
internal static class AgentList
{
    /// <summary>
    /// The agents who have logged in and hold their devices, and members of our queues that an agent owns. HIS leaves members from the
    /// switch's configuration alone.
    /// </summary>
    public static IReadOnlyList<AgentListing> Of(
        SwitchSnapshot snapshot,
        DeviceTable table,
        MemberOwnership owners,
        IReadOnlySet<string> queuesOfOurs,
        ReasonPolicy reasons
    )
    {
        var places = snapshot
            .Members.SelectMany(rows => rows)
            .Where(row => queuesOfOurs.Contains(row.Queue))
            .ToLookup(row => row.Interface, StringComparer.Ordinal);
        var known = table
            .All.Where(device => (device.Holder is not null && device.LoggedOn) || places[device.Interface].Any(row => row.IsDynamic))
            .Select(device => Listing(new AgentIdentity(device.AgentId, owners.NameOf(device.AgentId)), device.Endpoint, device.Interface));
        var others = places
            .Where(rows => table.FindByInterface(rows.Key) is null && rows.Any(row => row.IsDynamic))
            .Select(rows =>
                owners.Find(rows.First()) is var (agent, endpoint)
                    ? Listing(new AgentIdentity(agent.Id, agent.Name), endpoint, rows.Key)
                    : null
            )
            .OfType<AgentListing>();
        return [.. known.Concat(others)];

        AgentListing Listing(AgentIdentity agent, string endpoint, string memberInterface)
        {
            var theirs = places[memberInterface]
                .DistinctBy(row => row.Queue, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(row => row.Queue, StringComparer.OrdinalIgnoreCase);
            var queues = table.FindByInterface(memberInterface)?.Holder?.Queues ?? [];
            return new(
                agent,
                endpoint,
                [AgentDevice.Channel(endpoint, theirs, queues, reasons)],
                [.. snapshot.Legs[memberInterface].Select(leg => leg.Id)]
            );
        }
    }
}
