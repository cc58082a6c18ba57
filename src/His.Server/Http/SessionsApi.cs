using System.Text.Json.Serialization;
using His.Bus;
using His.Server.Settings;
using His.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace His.Server.Http;

/// <summary>
/// Sessions over HTTP, for supervisors and other programs (docs/operations.md, Sessions over HTTP). Not mapped unless a key is set.
/// </summary>
internal static partial class SessionsApi
{
    public static void MapSessions(this WebApplication server, HisSettings settings)
    {
        if (settings.Api.Key is not { } key)
        {
            return;
        }

        var log = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("His.Api");
        var sessions = server
            .MapGroup("/api/v1/sessions")
            .WithTags("Sessions")
            .AddEndpointFilter(new ApiKey(key, log))
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        sessions
            .MapGet("", async (HisCore core) => TypedResults.Ok(await core.SupervisorApi.ListAsync()))
            .WithSummary("Lists the sessions, and the state of each channel.");
        sessions
            .MapPost(
                "/{sessionId}/logout",
                (HisCore core, string sessionId, LogoutOrderRequest ordered) => LogOutAsync(core, sessionId, ordered, log)
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .WithSummary("Logs the agent out, at once or when their interactions have ended.");
        sessions
            .MapDelete(
                "/{sessionId}/logout",
                Results<NoContent, ProblemHttpResult> (HisCore core, string sessionId) =>
                    core.SupervisorApi.CancelPendingLogout(sessionId) ? TypedResults.NoContent() : Unknown()
            )
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Cancels a logout that waits for interactions to end.");
    }

    private static async Task<Results<Ok<LogoutResult>, Accepted<LogoutResult>, ProblemHttpResult>> LogOutAsync(
        HisCore core,
        string sessionId,
        LogoutOrderRequest ordered,
        ILogger log
    )
    {
        if (ordered.Error is { } problem)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        LogOrdered(log, ordered.OrderedBy, sessionId, ordered.Cause, ordered.OngoingInteractions);
        var order = new LogoutOrder(ordered.Cause.ToCause(), ordered.OrderedBy, ordered.Reason, ordered.OngoingInteractions);
        if (await core.SupervisorApi.LogOutAsync(sessionId, order) is not { } outcome)
        {
            return Unknown();
        }

        if (outcome.IsFailure)
        {
            LogFailed(log, ordered.OrderedBy, sessionId, outcome.Failure.Name);
            return TypedResults.Problem(
                outcome.Failure.Message,
                statusCode: outcome.Failure.Code == FailureCode.InternalError
                    ? StatusCodes.Status500InternalServerError
                    : StatusCodes.Status409Conflict,
                extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["failure"] = outcome.Failure }
            );
        }

        return outcome.Result.Pending ? TypedResults.Accepted((string?)null, outcome.Result) : TypedResults.Ok(outcome.Result);
    }

    private static ProblemHttpResult Unknown() => TypedResults.Problem("Session not found.", statusCode: StatusCodes.Status404NotFound);

    [LoggerMessage(
        4101,
        LogLevel.Information,
        "{OrderedBy} ordered the logout of {Session}: {Cause}; ongoing interactions: {OngoingInteractions}"
    )]
    private static partial void LogOrdered(
        ILogger log,
        string orderedBy,
        string session,
        LogoutOrderCause cause,
        OngoingInteractions ongoingInteractions
    );

    [LoggerMessage(4102, LogLevel.Warning, "The logout of {Session} that {OrderedBy} ordered failed: {Failure}")]
    private static partial void LogFailed(ILogger log, string orderedBy, string session, string failure);
}

/// <summary>A request to log out an agent.</summary>
/// <param name="OrderedBy">Name of the requester, for the log and the journal; 1 to 64 characters.</param>
/// <param name="Cause">Cause of the logout; the agent sees it as text.</param>
/// <param name="OngoingInteractions">Handling of ongoing interactions.</param>
/// <param name="Reason">Logout reason for the switch; <see langword="null"/> for none.</param>
internal sealed record LogoutOrderRequest(
    string OrderedBy,
    LogoutOrderCause Cause = LogoutOrderCause.Supervisor,
    OngoingInteractions OngoingInteractions = OngoingInteractions.Refuse,
    ReasonGiven? Reason = null
)
{
    /// <summary>The validation error; <see langword="null"/> if the request is valid.</summary>
    [JsonIgnore]
    public string? Error =>
        OrderedBy.Length is 0 or > 64 || OrderedBy.Any(char.IsControl)
            ? "orderedBy must have 1 to 64 characters, and no control characters."
        : Reason?.Check() is { } bad ? $"reason is invalid at {bad.Path}."
        : null;
}

/// <summary>The causes allowed for a logout by a third party.</summary>
internal enum LogoutOrderCause
{
    Supervisor,
    Inactivity,
    AgentRemoved,
    Maintenance,
}

/// <summary>Maps causes to those of the bus.</summary>
internal static class LogoutOrderCauses
{
    public static Cause ToCause(this LogoutOrderCause ordered) => Enum.Parse<Cause>(ordered.ToString());
}
