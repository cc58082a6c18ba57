namespace His.Bus;

/// <summary>Why a state changed or a session ended. A catalogue, stable on the wire.</summary>
public enum Cause
{
    /// <summary>The agent asked for it.</summary>
    AgentRequest,

    /// <summary>The agent's browser was gone for too long.</summary>
    ConnectionLost,

    /// <summary>The agent logged in elsewhere.</summary>
    TakenOver,

    /// <summary>The switch did it by itself, or an administrator at the switch.</summary>
    SwitchInitiated,

    /// <summary>HIS asked the switch and learnt that it is so.</summary>
    Reconciled,
}
