using His.Bus;
using His.Platforms;

namespace His.Channels;

/// <summary>What a step that was not reached means for a channel.</summary>
internal static class NotDoneExtension
{
    /// <summary>
    /// The failure to answer with. Where the switch cannot be asked, the channel is shown as unknown until it can (decision R6).
    /// </summary>
    public static Failure NotDone(this ChannelWorkflow channel, StepResult step, FailureCode code)
    {
        if (step.End == StepEnd.NotSupported)
        {
            return new Failure(FailureCode.NotSupported) { ChannelId = channel.Id };
        }

        if (step.End == StepEnd.Unknown)
        {
            channel.IsUnknown();
        }

        return new Failure(code) { ChannelId = channel.Id, SwitchError = step.SwitchError };
    }
}
