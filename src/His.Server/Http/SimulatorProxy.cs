using His.Platform.Simulator.Remote;

namespace His.Server.Http;

/// <summary>
/// Forwards calls to the simulated switch in a separate process, so that MediaBar's page and scripts work as with the in-process one.
/// </summary>
internal static class SimulatorProxy
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void Map(RouteGroupBuilder calls, RemoteSwitch remote)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout };
        calls
            .Map("/{**path}", (HttpContext context, CancellationToken stop) => ForwardAsync(http, remote, context, stop))
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ForwardAsync(HttpClient http, RemoteSwitch remote, HttpContext context, CancellationToken stop)
    {
        if (remote.Panel is not { } panel)
        {
            return TypedResults.Problem("The simulator's process is not running.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        var from = context.Request;
        using var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(panel, from.Path + from.QueryString));
        if (from.ContentType is { } type)
        {
            request.Content = new StreamContent(from.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        try
        {
            using var answer = await http.SendAsync(request, stop);
            var body = await answer.Content.ReadAsByteArrayAsync(stop);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            if (body.Length > 0)
            {
                await context.Response.Body.WriteAsync(body, stop);
            }

            return Results.Empty;
        }
        catch (Exception none) when (none is HttpRequestException || (none is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return TypedResults.Problem("The simulator's process does not respond.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
