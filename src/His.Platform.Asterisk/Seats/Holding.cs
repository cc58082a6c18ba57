namespace His.Platform.Asterisk.Seats;

/// <summary>One login's hold on a seat: where it hears news, and whether it still wants to.</summary>
internal sealed class Holding(IAgentNews news)
{
    public IAgentNews News => news;

    /// <summary>The login has been let go and hears nothing any more, whoever else lets go of the seat.</summary>
    public bool IsOver { get; set; }
}
