using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace His.Server.Http;

/// <summary>Health endpoints: <c>/health/live</c> and <c>/health/ready</c>.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication server)
    {
        var health = server.MapGroup("/health").WithTags("Health");
        health
            .MapGet("/live", () => TypedResults.Ok(new HealthAnswer(HealthCode.Live, "live")))
            .WithSummary("Returns 200 while the process runs.");
        health
            .MapGet("/ready", IResult (Readiness readiness) => Ready(readiness))
            .WithSummary("Returns 200 if agents can log in: HIS is not stopping, and at least one switch is available.")
            .Produces<HealthAnswer>()
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static JsonHttpResult<HealthAnswer> Ready(Readiness readiness)
    {
        var (code, text) = readiness.Status;
        return TypedResults.Json(
            new HealthAnswer(code, text) { Without = code == HealthCode.Ready ? readiness.UnavailableSwitches : null },
            HttpJson.Default.HealthAnswer,
            statusCode: code == HealthCode.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
        );
    }
}

/// <summary>The response of a health endpoint.</summary>
/// <param name="Code">The state, stable across versions.</param>
/// <param name="Status">The state as text, which may change between versions.</param>
internal sealed record HealthAnswer(HealthCode Code, string Status)
{
    /// <summary>The switches that are unavailable while others are available; <see langword="null"/> for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Without { get; init; }
}

/// <summary>The state of HIS, as health endpoints report it. A name never changes once released.</summary>
internal enum HealthCode
{
    /// <summary>The process runs.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>Agents can log in.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>HIS is stopping.</summary>
    [JsonStringEnumMemberName("draining")]
    Draining,

    /// <summary>No switch is available.</summary>
    [JsonStringEnumMemberName("switchUnavailable")]
    SwitchUnavailable,

    /// <summary>The store cannot be written.</summary>
    [JsonStringEnumMemberName("storeUnavailable")]
    StoreUnavailable,
}
