using His.Platform;
using His.Sessions;
using His.Sessions.Actor;

namespace His.Bus;

/// <summary>The params of a request. Lengths and grammar are checked by <see cref="Check"/>, types and names by the reader.</summary>
public abstract record RequestParams
{
    /// <summary>The idempotency key of a command: the same id with the same params gets the first answer again.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The first member that is too long or not of its grammar, or <see langword="null"/>.</summary>
    internal virtual Failure? Check() => null;
}

/// <summary>The params of a request that needs none.</summary>
public sealed record NoParams : RequestParams;

/// <summary><c>session.request.login</c></summary>
public sealed record LoginParams : RequestParams
{
    /// <summary>Who.</summary>
    public required string AgentId { get; init; }

    /// <summary>The password.</summary>
    public required string Password { get; init; }

    /// <summary>The telephone to work with; left out: the usual one.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Take over a session that the agent has elsewhere.</summary>
    public bool Override { get; init; }

    /// <summary>The languages in which the agent reads, as in the HTTP header <c>Accept-Language</c>.</summary>
    public string? Locale { get; init; }

    internal override Failure? Check() =>
        Grammar.Text(AgentId, 64, "params.agentId")
        ?? Grammar.Text(Password, 256, "params.password")
        ?? Grammar.Name(Endpoint, 32, "params.endpoint")
        ?? Grammar.Text(Locale, 128, "params.locale", mayBeEmpty: true);

    /// <summary>Without the password.</summary>
    public override string ToString() => $"LoginParams {{ AgentId = {AgentId}, Endpoint = {Endpoint}, Override = {Override} }}";
}

/// <summary><c>session.request.resume</c></summary>
public sealed record ResumeParams : RequestParams
{
    /// <summary>The token of the login's answer.</summary>
    public required string ResumeToken { get; init; }

    /// <summary>The sequence of the last event that arrived.</summary>
    public required long LastSequence { get; init; }

    internal override Failure? Check() =>
        Grammar.Text(ResumeToken, 128, "params.resumeToken")
        ?? (LastSequence < 0 ? Failure.InvalidParams("params.lastSequence") : null);
}

/// <summary><c>session.request.logout</c></summary>
public sealed record LogoutParams : RequestParams
{
    /// <summary>Why, where a reason is wanted.</summary>
    public ReasonGiven? Reason { get; init; }

    /// <summary>Where an interaction is in the way: log out when it is over, and take no new ones until then.</summary>
    public bool WhenPossible { get; init; }

    internal override Failure? Check() => Reason?.Check();
}

/// <summary><c>channelgroup.request.notready</c></summary>
public sealed record ReasonParams : RequestParams
{
    /// <summary>Why, where a reason is wanted.</summary>
    public ReasonGiven? Reason { get; init; }

    internal override Failure? Check() => Reason?.Check();
}

/// <summary>A request about one channel.</summary>
public sealed record ChannelParams : RequestParams
{
    /// <summary>Which.</summary>
    public required string ChannelId { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId");
}

/// <summary><c>channel.request.notready</c></summary>
public sealed record ChannelReasonParams : RequestParams
{
    /// <summary>Which.</summary>
    public required string ChannelId { get; init; }

    /// <summary>Why, where a reason is wanted.</summary>
    public ReasonGiven? Reason { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId") ?? Reason?.Check();
}

/// <summary><c>channel.request.dial</c></summary>
public sealed record DialParams : RequestParams
{
    /// <summary>From which channel.</summary>
    public required string ChannelId { get; init; }

    /// <summary>Whom: digits, with a plus sign before them if the number is international.</summary>
    public required string Destination { get; init; }

    internal override Failure? Check() => Grammar.Id(ChannelId, "params.channelId") ?? Grammar.Number(Destination, "params.destination");
}

/// <summary>A request about one interaction.</summary>
public sealed record InteractionParams : RequestParams
{
    /// <summary>Which.</summary>
    public required string InteractionId { get; init; }

    internal override Failure? Check() => Grammar.Id(InteractionId, "params.interactionId");
}

/// <summary><c>interaction.request.transfer</c>, <c>interaction.request.consult</c></summary>
public sealed record DestinationParams : RequestParams
{
    /// <summary>Which.</summary>
    public required string InteractionId { get; init; }

    /// <summary>To whom: digits, with a plus sign before them if the number is international.</summary>
    public required string Destination { get; init; }

    internal override Failure? Check() => Grammar.Id(InteractionId, "params.interactionId") ?? Grammar.Number(Destination, "params.destination");
}

/// <summary><c>interaction.request.senddigits</c></summary>
public sealed record DigitsParams : RequestParams
{
    /// <summary>Which.</summary>
    public required string InteractionId { get; init; }

    /// <summary>The tones, in this order: 1 to 32 out of <c>0-9*#A-D</c>.</summary>
    public required string Digits { get; init; }

    internal override Failure? Check() => Grammar.Id(InteractionId, "params.interactionId") ?? Grammar.DtmfDigits(Digits, "params.digits");
}

/// <summary>A reason as a client sends it: a code, or free text.</summary>
public sealed record ReasonGiven
{
    /// <summary>One of the policy's codes, exactly.</summary>
    public string? Code { get; init; }

    /// <summary>Free text, 1 to 128 characters.</summary>
    public string? Text { get; init; }

    /// <summary>Whether nothing is given after all.</summary>
    internal bool IsEmpty => string.IsNullOrEmpty(Code) && string.IsNullOrEmpty(Text);

    /// <summary>The first member that is too long or not of its grammar, or <see langword="null"/>.</summary>
    public Failure? Check() =>
        Grammar.Text(Code, 64, "params.reason.code", mayBeEmpty: true)
        ?? Grammar.Text(Text, ReasonRules.LongestText, "params.reason.text", mayBeEmpty: true);
}
