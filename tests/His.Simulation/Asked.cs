using His.Sessions;
using His.Sessions.Actor;

namespace His.Simulation;

/// <summary>A request that a client has sent, and what was so when it did.</summary>
internal sealed class Asked
{
    public required long Id { get; init; }

    public required string Method { get; init; }

    public required string Params { get; init; }

    public Guid? RequestId { get; init; }

    public string? ChannelId { get; init; }

    public string? InteractionId { get; init; }

    public string? Token { get; init; }

    public long LastSequence { get; init; }

    public string? Code { get; init; }

    public string? Text { get; init; }

    /// <summary>A destination, or tones.</summary>
    public string? Target { get; init; }

    /// <summary>Whether its request id was used for something else before.</summary>
    public bool IsReuse { get; init; }

    /// <summary>Whether its request id was seen before: its answer is of that time.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>How many answers it got.</summary>
    public int Answers { get; set; }

    /// <summary>The session of its connection.</summary>
    public SessionOracle? Session { get; set; }

    /// <summary>Whether nothing else was at work in the session.</summary>
    public bool IsAlone { get; set; }

    /// <summary>The logout that ran.</summary>
    public RunningLogout? Running { get; set; }

    /// <summary>What was ongoing.</summary>
    public string[] Ongoing { get; set; } = [];

    /// <summary>How many commands the switch had been told for the agent.</summary>
    public int Commands { get; set; }

    /// <summary>How many questions about the agent the switch had been asked.</summary>
    public int Questions { get; set; }

    /// <summary>How many of these had been answered.</summary>
    public int AnsweredQuestions { get; set; }

    /// <summary>How many events the session had told.</summary>
    public int Events { get; set; }

    /// <summary>How often something had happened at the switch by itself.</summary>
    public int Mishaps { get; set; }

    /// <summary>How often a supervisor had ordered the agent out.</summary>
    public int Orders { get; set; }

    /// <summary>How often the policy had changed.</summary>
    public int Policies { get; set; }

    public bool HasReason => Code is not null || Text is not null;

    public bool IsLogout => Method == "session.request.logout";

    /// <summary>Whether it is about channels or interactions.</summary>
    public bool IsCommand => IsInTurn || Method.StartsWith("interaction", StringComparison.Ordinal);

    /// <summary>Whether it waits its turn.</summary>
    public bool IsInTurn => Method.StartsWith("channel", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Params}";
}
