namespace MediaBar.Tests.Stage;

/// <summary>The ways to play what every agent must be able to do: with either hand, at either width.</summary>
public sealed class EveryWay : TheoryData<Hand, int>
{
    public EveryWay()
    {
        foreach (var hand in Enum.GetValues<Hand>())
        {
            Add(hand, Play.Wide);
            Add(hand, Play.Narrow);
        }
    }
}
