using His.Bus;
using His.Platform;
using His.Switching;

namespace His.Channels;

/// <summary>Maps a step that did not reach its goal to a failure of the channel.</summary>
internal static class NotDoneExtension
{
    /// <summary>
    /// Gets the failure for the answer. If the switch cannot be queried, the channel is shown as unknown until it can (decision R6).
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="step">The result of the step.</param>
    /// <param name="code">The failure if the switch did not carry it out.</param>
    /// <param name="goal">The goal for every queue of the agent; null for none.</param>
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

        return new Failure(code)
        {
            ChannelId = channel.Id,
            SwitchError = step.SwitchError,
            Queues = goal is null ? null : channel.QueuesWithout(goal),
        };
    }

    /// <summary>Rounded up, at least 1: a client that retries a moment too early would be refused again.</summary>
    private static int WholeSeconds(TimeSpan? wait) => Math.Max(1, (int)Math.Ceiling(wait?.TotalSeconds ?? 1));
}
