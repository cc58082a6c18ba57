namespace His.Platform.Asterisk.Devices;

/// <summary>
/// Who is on the other side of an agent's leg: the first party, and perhaps a second who is consulted. All of it follows from where
/// the leg is; what HIS has commanded is not looked at, for the dial plan and the telephones move people as well.
/// </summary>
internal sealed class CallParties
{
    public BridgePeer? First { get; private set; }

    public BridgePeer? Second { get; private set; }

    public SwitchConsultationState? Consultation { get; private set; }

    /// <summary>The leg has been sent to wait, and so has the first party.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Whom the agent talks to since the first party has gone and the second has stayed.</summary>
    public string? Successor { get; private set; }

    /// <summary>The first party cannot hear the agent.</summary>
    public bool IsHeld => IsWaiting || Consultation is { State: not ConsultationState.Conference };

    /// <summary>The first party, where a list says who it is.</summary>
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

    /// <summary>The leg is bridged with these, who are at least one.</summary>
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

    /// <summary>A leg was hung up somewhere. True if it was the first party's and somebody is consulted about them.</summary>
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
