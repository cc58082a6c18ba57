using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace His.Server.Http;

/// <summary>
/// Configuration shared by all HTTP calls: strict JSON, problem details, and the OpenAPI document at <c>/openapi/v1.json</c>.
/// </summary>
internal static class HttpApi
{
    public static void AddHttpApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, HttpJson.Default);
            json.SerializerOptions.UnmappedMemberHandling = HttpJson.Default.Options.UnmappedMemberHandling;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.PropertyNameCaseInsensitive = false;
            json.SerializerOptions.NumberHandling = HttpJson.Default.Options.NumberHandling;
            foreach (var converter in HttpJson.Default.Options.Converters)
            {
                json.SerializerOptions.Converters.Add(converter);
            }
        });
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddExceptionHandler<BadRequestHandler>();
        services.AddProblemDetails();
        services.AddOpenApi(document =>
            document.AddDocumentTransformer(
                (openApi, _, _) =>
                {
                    openApi.Info.Title = "HIS";
                    openApi.Info.Description =
                        "Health, sessions, and the control of the simulated switch. Agents use the bus: docs/bus.md.";
                    openApi.Info.Version = typeof(HttpApi).Assembly.GetName().Version!.ToString(3);
                    return Task.CompletedTask;
                }
            )
        );
    }

    public static void UseHttpApi(this WebApplication server)
    {
        server.UseExceptionHandler();
        server.UseStatusCodePages();
        server.MapOpenApi();
    }

    /// <summary>Returns problem details that name the wrong member of an invalid body, without a stack trace.</summary>
    private sealed class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            if (exception is not BadHttpRequestException bad)
            {
                return false;
            }

            var wrong = bad.InnerException as JsonException;
            context.Response.StatusCode = bad.StatusCode;
            var problem = new ProblemDetails { Status = bad.StatusCode, Detail = wrong is null ? bad.Message : "The body is invalid." };
            if (wrong?.Path is { } path)
            {
                problem.Detail = path is "$"
                    ? "The body is not JSON, is not an object, or lacks a required member."
                    : $"The body is invalid at {path}.";
                problem.Extensions["path"] = path;
            }

            return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        }
    }
}
