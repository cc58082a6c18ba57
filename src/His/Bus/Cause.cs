namespace His.Bus;

/// <summary>The cause of a change of state or of the end of a session. The names are stable on the wire.</summary>
public enum Cause
{
    /// <summary>A request of the agent.</summary>
    AgentRequest,

    /// <summary>The agent had no connection for too long.</summary>
    ConnectionLost,

    /// <summary>An order of a supervisor.</summary>
    Supervisor,

    /// <summary>Inactivity of the agent.</summary>
    Inactivity,

    /// <summary>The agent was removed from the directory.</summary>
    AgentRemoved,

    /// <summary>Maintenance of the system.</summary>
    Maintenance,

    /// <summary>The agent logged in elsewhere.</summary>
    TakenOver,

    /// <summary>A spontaneous change of the switch, or an administrator at the switch.</summary>
    SwitchInitiated,

    /// <summary>The switch was restarted and has lost the state.</summary>
    SwitchRestart,

    /// <summary>The telephone is out of service.</summary>
    StationOutOfService,

    /// <summary>HIS found the change by a query of the switch.</summary>
    Reconciled,
}
