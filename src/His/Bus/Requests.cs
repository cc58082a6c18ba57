using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>The params of a request. <see cref="Check"/> validates lengths and grammar, the reader validates types and names.</summary>
public abstract record RequestParams
{
    /// <summary>The idempotency key: the same id with the same params gets the first answer again. Null: not cached.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Finds the first member that is too long or violates its grammar; <see langword="null"/> if all are valid.</summary>
    internal virtual Failure? Check() => null;
}

/// <summary>The params of a request without params of its own.</summary>
public sealed record NoParams : RequestParams;

/// <summary><c>session.request.login</c></summary>
public sealed record LoginParams : RequestParams
{
    /// <summary>The agent's id, 1 to 64 characters.</summary>
    public required string AgentId { get; init; }

    /// <summary>The password, 1 to 256 characters.</summary>
    public required string Password { get; init; }

    /// <summary>Device to log in on, 1 to 32 of <c>[A-Za-z0-9_-]</c>; null uses the agent's default.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether to take over a session that the agent has elsewhere. Default false.</summary>
    public bool Override { get; init; }

    /// <summary>The agent's preferred languages, in the format of <c>Accept-Language</c>, up to 128 characters; null for English.</summary>
    public string? Locale { get; init; }

    internal override Failure? Check() =>
        Grammar.Text(AgentId, 64, "params.agentId")
        ?? Grammar.Text(Password, 256, "params.password")
        ?? Grammar.Name(Endpoint, 32, "params.endpoint")
        ?? Grammar.Text(Locale, 128, "params.locale", mayBeEmpty: true);

    /// <summary>The params without the password.</summary>
    public override string ToString() => $"LoginParams {{ AgentId = {AgentId}, Endpoint = {Endpoint}, Override = {Override} }}";
}

/// <summary><c>session.request.resume</c></summary>
public sealed record ResumeParams : RequestParams
{
    /// <summary>The token from the last login or resume, 1 to 128 characters.</summary>
    public required string ResumeToken { get; init; }

    /// <summary>The sequence number of the last event received, 0 for none.</summary>
    public required long LastSequence { get; init; }

    internal override Failure? Check() =>
        Grammar.Text(ResumeToken, 128, "params.resumeToken") ?? (LastSequence < 0 ? Failure.InvalidParams("params.lastSequence") : null);
}

/// <summary><c>session.request.logout</c></summary>
public sealed record LogoutParams : RequestParams
{
    /// <summary>The reason, if the switch wants one; null for none.</summary>
    public ReasonGiven? Reason { get; init; }

    /// <summary>The reasons for single platforms, up to 16; they override <see cref="Reason"/> there. Null for none.</summary>
    public IReadOnlyList<PlatformReasonGiven>? Reasons { get; init; }

    /// <summary>Whether to wait for ongoing interactions, with no new ones until then, instead of failing. Default false.</summary>
    public bool WhenPossible { get; init; }

    internal override Failure? Check() => Reason?.Check() ?? PlatformReasonGiven.Check(Reasons);
}

/// <summary><c>channelgroup.request.notready</c></summary>
public sealed record ReasonParams : RequestParams
{
    /// <summary>The reason, if the switch wants one; null for none.</summary>
    public ReasonGiven? Reason { get; init; }

    /// <summary>The reasons for single platforms, up to 16; they override <see cref="Reason"/> there. Null for none.</summary>
    public IReadOnlyList<PlatformReasonGiven>? Reasons { get; init; }

    internal override Failure? Check() => Reason?.Check() ?? PlatformReasonGiven.Check(Reasons);
}

/// <summary>The params of a request for one channel.</summary>
public sealed record ChannelParams : RequestParams
{
    /// <summary>The id of the channel, up to 1024 characters.</summary>
    public required string ChannelId { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId");
}

/// <summary><c>channel.request.notready</c></summary>
public sealed record ChannelReasonParams : RequestParams
{
    /// <summary>The id of the channel, up to 1024 characters.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The reason, if the switch wants one; null for none.</summary>
    public ReasonGiven? Reason { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId") ?? Reason?.Check();
}

/// <summary><c>channel.request.dial</c></summary>
public sealed record DialParams : RequestParams
{
    /// <summary>The id of the channel, up to 1024 characters.</summary>
    public required string ChannelId { get; init; }

    /// <summary>The number to call: 1 to 32 digits, after a plus sign if the number is international.</summary>
    public required string Destination { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId") ?? Grammar.Number(Destination, "params.destination");
}

/// <summary>The params of a request for one interaction.</summary>
public sealed record InteractionParams : RequestParams
{
    /// <summary>The id of the interaction, up to 1024 characters.</summary>
    public required string InteractionId { get; init; }

    internal override Failure? Check() => Grammar.Id(InteractionId, "params.interactionId");
}

/// <summary><c>interaction.request.transfer</c>, <c>interaction.request.consult</c></summary>
public sealed record DestinationParams : RequestParams
{
    /// <summary>The id of the interaction, up to 1024 characters.</summary>
    public required string InteractionId { get; init; }

    /// <summary>The number of the destination: 1 to 32 digits, after a plus sign if the number is international.</summary>
    public required string Destination { get; init; }

    internal override Failure? Check() =>
        Grammar.Id(InteractionId, "params.interactionId") ?? Grammar.Number(Destination, "params.destination");
}

/// <summary><c>interaction.request.senddigits</c></summary>
public sealed record DigitsParams : RequestParams
{
    /// <summary>The id of the interaction, up to 1024 characters.</summary>
    public required string InteractionId { get; init; }

    /// <summary>The tones in order: 1 to 32 of <c>0-9*#A-D</c>.</summary>
    public required string Digits { get; init; }

    internal override Failure? Check() => Grammar.Id(InteractionId, "params.interactionId") ?? Grammar.DtmfDigits(Digits, "params.digits");
}

/// <summary>A reason as sent by a client: a code, free text, or both.</summary>
public sealed record ReasonGiven
{
    /// <summary>One of the policy's codes, matched exactly, up to 64 characters; null or empty for none.</summary>
    public string? Code { get; init; }

    /// <summary>Free text, up to 128 characters; null or empty for none.</summary>
    public string? Text { get; init; }

    /// <summary>Whether neither a code nor a text is given.</summary>
    internal bool IsEmpty => string.IsNullOrEmpty(Code) && string.IsNullOrEmpty(Text);

    /// <summary>Finds the first member that is too long or violates its grammar; <see langword="null"/> if all are valid.</summary>
    public Failure? Check() =>
        Grammar.Text(Code, 64, "params.reason.code", mayBeEmpty: true)
        ?? Grammar.Text(Text, ReasonRules.LongestText, "params.reason.text", mayBeEmpty: true);
}

/// <summary>A reason for one platform as sent by a client.</summary>
public sealed record PlatformReasonGiven
{
    private const int MaxCount = 16;

    /// <summary>The name of the platform, 1 to 32 characters.</summary>
    public required string Platform { get; init; }

    /// <inheritdoc cref="ReasonGiven.Code"/>
    public string? Code { get; init; }

    /// <inheritdoc cref="ReasonGiven.Text"/>
    public string? Text { get; init; }

    internal ReasonGiven ToReason() => new() { Code = Code, Text = Text };

    /// <summary>Finds the first member that is too long or violates its grammar; <see langword="null"/> if all are valid.</summary>
    internal static Failure? Check(IReadOnlyList<PlatformReasonGiven>? reasons) =>
        reasons is { Count: > MaxCount }
            ? Failure.InvalidParams("params.reasons", MaxCount)
            : reasons?.Select(it => it.Check()).FirstOrDefault(it => it is not null);

    private Failure? Check() =>
        Grammar.Text(Platform, 32, "params.reasons.platform")
        ?? Grammar.Text(Code, 64, "params.reasons.code", mayBeEmpty: true)
        ?? Grammar.Text(Text, ReasonRules.LongestText, "params.reasons.text", mayBeEmpty: true);
}
