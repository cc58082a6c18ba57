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
        switch (step.End)
        {
            case StepEnd.NotSupported:
                return new Failure(FailureCode.NotSupported) { ChannelId = channel.Id };
            case StepEnd.NotAllowed:
                return new Failure(FailureCode.Forbidden) { ChannelId = channel.Id, SwitchError = step.SwitchError };
            case StepEnd.TooOften:
                return new Failure(FailureCode.RateLimited) { ChannelId = channel.Id, RetryAfterSeconds = WholeSeconds(step.RetryAfter) };
            case StepEnd.Unknown:
                channel.IsUnknown();
                break;
        }

        return new Failure(code) { ChannelId = channel.Id, SwitchError = step.SwitchError };
    }

    /// <summary>Rounded up: who comes back a moment too early would be refused again.</summary>
    private static int WholeSeconds(TimeSpan? wait) => Math.Max(1, (int)Math.Ceiling(wait?.TotalSeconds ?? 1));
}
