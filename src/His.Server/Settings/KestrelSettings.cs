using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace His.Server.Settings;

/// <summary>
/// The settings that the web server reads on its own, as far as HIS validates them: Kestrel silently ignores unknown names, and reports an
/// unusable certificate only after everything else has started. Section <c>Kestrel</c>.
/// </summary>
internal sealed record KestrelSettings
{
    public const string Section = "Kestrel";

    /// <summary>Addresses with settings of their own, instead of <c>urls</c>, by name.</summary>
    public IReadOnlyDictionary<string, KestrelEndpoint> Endpoints { get; init; } =
        new Dictionary<string, KestrelEndpoint>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings common to all endpoints.</summary>
    public KestrelEndpoint EndpointDefaults { get; init; } = new();

    /// <summary>Certificates by name; <c>Default</c> applies to every address without a certificate of its own.</summary>
    public IReadOnlyDictionary<string, KestrelCertificate> Certificates { get; init; } =
        new Dictionary<string, KestrelCertificate>(StringComparer.OrdinalIgnoreCase);

    public string? Validate(ListenSettings listening) =>
        Endpoints.Where(it => it.Value.Url is null).Select(it => $"Kestrel:Endpoints:{it.Key}:Url is missing.").FirstOrDefault()
        ?? AllCertificates.Select(it => it.Certificate.Validate(it.Section)).FirstOrDefault(it => it is not null)
        ?? (
            HasDefault ? null
            : Unsigned(listening) is { } address
                ? $"{address} is https but has no certificate: set Kestrel:Certificates:Default:Path, with its Password, or with KeyPath if the key is in a file of its own."
            : null
        );

    private bool HasDefault => (Certificates.TryGetValue("Default", out var given) && given.IsGiven) || DevelopmentCertificate.IsThere();

    private IEnumerable<(string Section, KestrelCertificate Certificate)> AllCertificates =>
        [
            .. Certificates.Select(it => ($"Kestrel:Certificates:{it.Key}", it.Value)),
            .. Endpoints.Select(it => ($"Kestrel:Endpoints:{it.Key}:Certificate", it.Value.Certificate)),
            .. Endpoints.SelectMany(
                it => it.Value.Sni,
                (it, host) => ($"Kestrel:Endpoints:{it.Key}:Sni:{host.Key}:Certificate", host.Value.Certificate)
            ),
        ];

    /// <summary>The first https address that has no certificate of its own.</summary>
    private string? Unsigned(ListenSettings listening) =>
        Endpoints.Count > 0
            ? Endpoints
                .Where(it => IsHttps(it.Value.Url!) && !it.Value.Certificate.IsGiven && it.Value.Sni.Count == 0)
                .Select(it => $"Kestrel:Endpoints:{it.Key}")
                .FirstOrDefault()
            : listening.Addresses.Where(IsHttps).Select(it => $"urls has '{it}', which").FirstOrDefault();

    private static bool IsHttps(string address) => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
}

/// <summary>An address with settings of its own.</summary>
internal sealed record KestrelEndpoint
{
    public string? Url { get; init; }

    public HttpProtocols? Protocols { get; init; }

    public IReadOnlyList<SslProtocols> SslProtocols { get; init; } = [];

    public ClientCertificateMode? ClientCertificateMode { get; init; }

    public KestrelCertificate Certificate { get; init; } = new();

    /// <summary>Settings by the host name that the client requests (SNI).</summary>
    public IReadOnlyDictionary<string, KestrelHost> Sni { get; init; } =
        new Dictionary<string, KestrelHost>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Settings that differ for one host name of an address.</summary>
internal sealed record KestrelHost
{
    public HttpProtocols? Protocols { get; init; }

    public IReadOnlyList<SslProtocols> SslProtocols { get; init; } = [];

    public ClientCertificateMode? ClientCertificateMode { get; init; }

    public KestrelCertificate Certificate { get; init; } = new();
}
