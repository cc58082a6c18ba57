using His.Bus;
using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Channels;

/// <summary>
/// The use case Dial (docs/use-cases/dial.md): the agent begins a call.
/// </summary>
internal static class Dial
{
    public static async Task<Outcome<DialResult>> RunAsync(SessionActor session, DialParams parameters)
    {
        // 2. The channel is the agent's own; else EF1.
        if (session.ChannelGroup.Find(parameters.ChannelId) is not { } channel)
        {
            return FailureCode.UnknownChannel;
        }

        // 3. It is an active telephone, and the platform can dial; else EF2.
        if (channel.Channel.Type != ChannelType.Telephony || !channel.Position.Capabilities.Dialing)
        {
            return FailureCode.NotSupported;
        }

        if (!channel.IsActive)
        {
            return Failure.InvalidState(channel.Activation);
        }

        // 4. The switch begins the call, confirmed by the interaction; else EF3.
        string? interactionId = null;
        var step = await channel.Position.Switch.StepAsync(
            async (agent, token) =>
            {
                var answer = await agent.DialAsync(channel.Id, parameters.Destination, token);
                interactionId = answer.InteractionId is { } id ? channel.Position.Qualify(id) : null;
                return answer.Result;
            },
            () => interactionId is { } id && channel.HasSeen(id)
        );
        return step.IsReached ? new DialResult(interactionId!) : channel.NotDone(step, FailureCode.SwitchRefused);
    }
}
