using His.Bus;
using His.Channels;
using His.Positions;

namespace His.ChannelGroups;

/// <summary>Runs a command for several channels.</summary>
internal static class ForEachExtension
{
    /// <summary>
    /// Runs a command for each channel, in order. The first failure ends it for the channels of its platform; those of other platforms
    /// still get the command. What was done stays done.
    /// </summary>
    /// <returns><see langword="null"/>, or the first failure, which names its channel.</returns>
    public static async Task<Failure?> ForEachAsync(
        this IReadOnlyList<ChannelWorkflow> channels,
        Func<ChannelWorkflow, Task<Failure?>> command
    )
    {
        Failure? first = null;
        var failed = new List<Position>();
        foreach (var channel in channels)
        {
            if (!failed.Contains(channel.Position) && await command(channel) is { } failure)
            {
                failed.Add(channel.Position);
                first ??= failure with { ChannelId = channel.Id };
            }
        }

        return first;
    }
}
