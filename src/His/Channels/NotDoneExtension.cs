using His.Bus;
using His.Platform;
using His.Switching;

namespace His.Channels;

/// <summary>What a step that was not reached means for a channel.</summary>
internal static class NotDoneExtension
{
    /// <summary>
    /// The failure to answer with. Where the switch cannot be asked, the channel is shown as unknown until it can (decision R6).
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="step">How the step ended.</param>
    /// <param name="code">The failure where the switch did not do it.</param>
    /// <param name="goal">What was to hold in every queue of the agent.</param>
    public static Failure NotDone(this ChannelWorkflow channel, StepResult step, FailureCode code, Predicate<SwitchQueueState>? goal = null)
    {
        switch (step.Outcome)
        {
            case StepOutcome.NotSupported:
                return new Failure(FailureCode.NotSupported) { ChannelId = channel.Id };
            case StepOutcome.Forbidden:
                return new Failure(FailureCode.Forbidden) { ChannelId = channel.Id, SwitchError = step.SwitchError };
            case StepOutcome.RateLimited:
                return new Failure(FailureCode.RateLimited) { ChannelId = channel.Id, RetryAfterSeconds = WholeSeconds(step.RetryAfter) };
            case StepOutcome.Unknown:
                channel.MarkUnavailable();
                break;
        }

        return new Failure(code) { ChannelId = channel.Id, SwitchError = step.SwitchError, Queues = goal is null ? null : channel.QueuesWithout(goal) };
    }

    /// <summary>Rounded up: who comes back a moment too early would be refused again.</summary>
    private static int WholeSeconds(TimeSpan? wait) => Math.Max(1, (int)Math.Ceiling(wait?.TotalSeconds ?? 1));
}
