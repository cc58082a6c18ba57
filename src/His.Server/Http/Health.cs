using System.Text.Json.Serialization;

namespace His.Server.Http;

/// <summary>Health endpoints: <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication server)
    {
        var health = server.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthAnswer("live"))).WithSummary("The process lives.");
        health
            .MapGet(
                "/ready",
                IResult (Readiness readiness) =>
                    readiness.UnavailableReason is { } obstacle
                        ? TypedResults.Json(
                            new HealthAnswer(obstacle),
                            HttpJson.Default.HealthAnswer,
                            statusCode: StatusCodes.Status503ServiceUnavailable
                        )
                        : TypedResults.Ok(new HealthAnswer("ready") { Without = readiness.UnavailableSwitches })
            )
            .WithSummary("Agents can log in: HIS is not stopping and the switch is there, or one of several.")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The response of a health endpoint.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c>, or the reason why HIS is not ready.</param>
internal sealed record HealthAnswer(string Status)
{
    /// <summary>The switches that are unavailable while others are available; <see langword="null"/> for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Without { get; init; }
}
