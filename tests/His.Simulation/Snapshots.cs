using System.Text.Json;
using His.Bus;
using His.Platform;

namespace His.Simulation;

/// <summary>A snapshot, read as a client reads it, and compared with what events have told.</summary>
internal static class Snapshots
{
    public static SessionModel Read(JsonElement snapshot, string who)
    {
        var model = new SessionModel(who);
        var group = snapshot.GetProperty("channelGroup"u8);
        model.Begin(
            group.GetProperty("id"u8).GetString()!,
            snapshot.GetProperty("session"u8).TryGetProperty("logoutPending"u8, out var pending) && pending.GetBoolean()
        );
        foreach (var channel in group.GetProperty("channels"u8).EnumerateArray())
        {
            var read = new ChannelModel(
                channel.GetProperty("id"u8).GetString()!,
                Enum.Parse<ChannelType>(channel.GetProperty("type"u8).GetString()!)
            );
            read.SetState(
                Enum.Parse<Activation>(channel.GetProperty("activation"u8).GetString()!),
                channel.GetProperty("agentState"u8).GetString() is { } state ? Enum.Parse<AgentState>(state) : null,
                ReadReason(channel.GetProperty("reason"u8))
            );
            read.Queues = channel.TryGetProperty("queues"u8, out var queues) ? [.. queues.EnumerateArray().Select(ReadQueue)] : [];
            foreach (var interaction in channel.GetProperty("interactions"u8).EnumerateArray())
            {
                read.Interactions.Add(
                    new InteractionModel(
                        interaction.GetProperty("id"u8).GetString()!,
                        read.Type,
                        Enum.Parse<InteractionState>(interaction.GetProperty("state"u8).GetString()!),
                        interaction.GetProperty("party"u8).GetString()!,
                        ReadConsultation(interaction.GetProperty("consultation"u8))
                    )
                );
            }

            model.Channels.Add(read);
        }

        return model;
    }

    /// <summary>Where two models differ, or <see langword="null"/>.</summary>
    public static string? Same(SessionModel left, SessionModel right)
    {
        if (left.IsLogoutPending != right.IsLogoutPending)
        {
            return $"a logout waits, or does not: {left.IsLogoutPending} and {right.IsLogoutPending}";
        }

        if (left.Channels.Count != right.Channels.Count)
        {
            return $"{left.Channels.Count} and {right.Channels.Count} channels";
        }

        for (var i = 0; i < left.Channels.Count; i++)
        {
            var (a, b) = (left.Channels[i], right.Channels[i]);
            if (a.Id != b.Id || a.Activation != b.Activation || a.AgentState != b.AgentState || a.Reason != b.Reason)
            {
                return $"{a.Id} is {a.Activation} {a.AgentState} {a.Reason}, and {b.Id} {b.Activation} {b.AgentState} {b.Reason}";
            }

            if (!a.Queues.SequenceEqual(b.Queues))
            {
                return $"{a.Id} has the queues {string.Join(", ", a.Queues)}, and {string.Join(", ", b.Queues)}";
            }

            if (a.Interactions.Count != b.Interactions.Count)
            {
                return $"{a.Id} has {a.Interactions.Count} and {b.Interactions.Count} interactions";
            }

            for (var j = 0; j < a.Interactions.Count; j++)
            {
                var (x, y) = (a.Interactions[j], b.Interactions[j]);
                if (x.Id != y.Id || x.State != y.State || x.Party != y.Party || x.Consultation != y.Consultation)
                {
                    return $"{x.Id} is {x.State} of {x.Party} with {x.Consultation}, and {y.Id} {y.State} of {y.Party} with {y.Consultation}";
                }
            }
        }

        return null;
    }

    private static QueueView ReadQueue(JsonElement queue) =>
        new(
            Text(queue, "queue")!,
            Text(queue, "agentState") is { } state ? Enum.Parse<AgentState>(state) : null,
            queue.TryGetProperty("reason"u8, out var reason) ? ReadReason(reason) : null
        );

    private static Reason? ReadReason(JsonElement reason) =>
        reason.ValueKind == JsonValueKind.Null ? null : new Reason(Text(reason, "code"), Text(reason, "text"), Text(reason, "label"));

    private static ConsultationView? ReadConsultation(JsonElement consultation) =>
        consultation.ValueKind == JsonValueKind.Null
            ? null
            : new ConsultationView(Enum.Parse<ConsultationState>(Text(consultation, "state")!), Text(consultation, "party")!);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
