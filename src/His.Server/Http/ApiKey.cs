using System.Security.Cryptography;
using System.Text;

namespace His.Server.Http;

/// <summary>Endpoint filter that requires the API key. A wrong key takes as long to check as the right one or a missing one.</summary>
internal sealed partial class ApiKey(string key, ILogger log) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash = Hash(key);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var shown =
            context.HttpContext.Request.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? header[Scheme.Length..]
                : "";
        if (CryptographicOperations.FixedTimeEquals(_hash, Hash(shown)))
        {
            return await next(context);
        }

        LogRefused(log, Client.Of(context.HttpContext).Address);
        context.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem("The key is missing or wrong.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(4103, LogLevel.Information, "Refused a call of /api from {Address}: the key is missing or wrong")]
    private static partial void LogRefused(ILogger log, string address);
}
