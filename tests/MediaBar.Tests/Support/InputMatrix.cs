namespace MediaBar.Tests.Support;

/// <summary>The ways to play what every agent must be able to do: with either hand, at either width.</summary>
public sealed class InputMatrix : TheoryData<InputDevice, int>
{
    public InputMatrix()
    {
        foreach (var device in Enum.GetValues<InputDevice>())
        {
            Add(device, Scenario.Wide);
            Add(device, Scenario.Narrow);
        }
    }
}
