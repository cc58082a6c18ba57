namespace His.Platform.Asterisk.Devices;

/// <summary>
/// The parties on the other side of an agent's leg: the first party, and perhaps a second who is consulted. All of it is derived from where
/// the leg is; HIS's own commands are not considered, because the dial plan and the telephones move parties as well.
/// </summary>
internal sealed class CallParties
{
    public BridgePeer? First { get; private set; }

    public BridgePeer? Second { get; private set; }

    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>Whether both the leg and the first party have been sent to wait.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>The party the agent talks to since the first party has gone and the second has stayed.</summary>
    public string? Successor { get; private set; }

    /// <summary>Whether the first party cannot hear the agent.</summary>
    public bool IsHeld => IsWaiting || Consultation is { State: not ConsultationState.Conference };

    /// <summary>The first party, if a list identifies it.</summary>
    public void RestoreFrom(BridgePeer first) => First ??= first;

    public void Consult(string destination)
    {
        (IsWaiting, Second) = (false, null);
        Consultation = new SwitchConsultationState(ConsultationState.Dialing, destination);
    }

    public void Wait()
    {
        IsWaiting = true;
        End();
    }

    /// <summary>The leg is bridged with these legs, at least one.</summary>
    public void OnBridged(IReadOnlyList<BridgePeer> mates)
    {
        IsWaiting = false;
        var first = mates.FirstOrDefault(mate => mate.Id.Equals(First?.Id, StringComparison.Ordinal));
        var second = mates.FirstOrDefault(mate => !mate.Id.Equals(First?.Id, StringComparison.Ordinal));
        if (Consultation is null)
        {
            First = first ?? mates[0];
        }
        else if (second is null)
        {
            End();
        }
        else if (first is null && (First is null || Consultation.State == ConsultationState.Conference))
        {
            Succeed(second);
        }
        else
        {
            Second = second;
            Consultation = Consultation with { State = first is null ? ConsultationState.Connected : ConsultationState.Conference };
        }
    }

    /// <summary>A leg was hung up. True if it was the first party's and another party is consulted about it.</summary>
    public bool TryRemovePeer(string id)
    {
        if (Consultation is null || !id.Equals(First?.Id, StringComparison.Ordinal))
        {
            return false;
        }

        First = null;
        if (Second is not null)
        {
            Succeed(Second);
        }

        return true;
    }

    private void Succeed(BridgePeer second)
    {
        (First, Successor) = (second, Consultation!.Party);
        End();
    }

    private void End() => (Second, Consultation) = (null, null);
}
