using His.Platform;
using His.Platform.Simulator;

namespace His.Server.Tests.Stage;

/// <summary>What the switch asks at a logout.</summary>
internal static class Reasons
{
    public static SettingsChange Required(bool freeText = false) =>
        new(
            LogoutReason: new PolicyChange(
                ReasonRequirement.Required,
                freeText,
                [new ReasonOption("END", "End of shift"), new ReasonOption("1", "Training")]
            )
        );
}
