using System.Text.Json.Serialization;

namespace His.Server.Http;

/// <summary>Whether the process lives, and whether it can be given work.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication server)
    {
        var health = server.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live"))).WithSummary("The process lives.");
        health.MapGet("/ready", IResult (Readiness readiness) => readiness.UnavailableReason is { } obstacle
                ? TypedResults.Json(new HealthAnswer(obstacle), HttpJson.Default.HealthAnswer, statusCode: StatusCodes.Status503ServiceUnavailable)
                : TypedResults.Ok(new HealthAnswer("ready") { Without = readiness.UnavailableSwitches }))
            .WithSummary("Agents can log in: HIS is not stopping and the switch is there, or one of several.")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How it is.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, or what is in the way.</param>
internal sealed record HealthAnswer(string Status)
{
    /// <summary>The switches that are not there, where others are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Without { get; init; }
}
