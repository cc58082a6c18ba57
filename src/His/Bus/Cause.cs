namespace His.Bus;

/// <summary>Why a state changed or a session ended. A catalogue, stable on the wire.</summary>
public enum Cause
{
    /// <summary>The agent asked for it.</summary>
    AgentRequest,

    /// <summary>The agent's browser was gone for too long.</summary>
    ConnectionLost,

    /// <summary>A supervisor.</summary>
    Supervisor,

    /// <summary>Nothing was done for too long.</summary>
    Inactivity,

    /// <summary>The agent was taken out of the directory.</summary>
    AgentRemoved,

    /// <summary>The system is being worked on.</summary>
    Maintenance,

    /// <summary>The agent logged in elsewhere.</summary>
    TakenOver,

    /// <summary>The switch did it by itself, or an administrator at the switch.</summary>
    SwitchInitiated,

    /// <summary>The switch was started anew and has forgotten.</summary>
    SwitchRestart,

    /// <summary>The telephone is out of order.</summary>
    StationOutOfService,

    /// <summary>HIS asked the switch and learnt that it is so.</summary>
    Reconciled,
}
