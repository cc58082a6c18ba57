using His.Platform.Asterisk.Ami;

namespace His.Platform.Asterisk.Devices;

/// <summary>Queries the switch about one device.</summary>
internal sealed class SnapshotReader
{
    /// <summary>
    /// From this many telephones in calls on, a list of all legs is shared. A shorter list is faster to request than to wait for.
    /// </summary>
    private const int Many = 50;

    private readonly SharedList<ILookup<string, LegRow>> _legs = new(connection =>
        SwitchSnapshot.ReadLegsAsync(connection, CancellationToken.None)
    );
    private volatile bool _isBusy;

    /// <summary>Queries one device: its own memberships, and the legs of all; if there are many, with a shared list.</summary>
    public async Task<SwitchSnapshot> ReadAsync(AmiConnection connection, AgentDevice device, CancellationToken cancellationToken)
    {
        var members = SwitchSnapshot.ReadMembersAsync(connection, device.Interface, cancellationToken);
        var legs = _isBusy ? _legs.ReadAsync(connection, cancellationToken) : SwitchSnapshot.ReadLegsAsync(connection, cancellationToken);
        await Task.WhenAll(members, legs);
        _isBusy = (await legs).Sum(it => it.Count()) >= Many;
        return new SwitchSnapshot(await members, await legs);
    }
}
