using System.Net;

namespace His.Server.Settings;

/// <summary>The addresses on which HIS listens; this machine only by default.</summary>
/// <param name="Addresses">The addresses as written in the settings.</param>
/// <param name="IsDefault">Whether no address is configured.</param>
/// <param name="TrustsForwardedHeaders">
/// Whether ASP.NET Core is configured to accept the client address in forwarded headers from any sender.
/// </param>
internal sealed record ListenSettings(IReadOnlyList<string> Addresses, bool IsDefault, bool TrustsForwardedHeaders = false)
{
    private const string Usual = "http://127.0.0.1:5080";
    private static readonly string[] NamesOfThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>Host names in <c>AllowedHosts</c>, such as <c>his.example</c> or <c>*.example</c>; <c>*</c> for any.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>
    /// Host names that HIS accepts; empty accepts any. If HIS listens on this machine only, the default is the names of this machine, and
    /// <c>*</c> does not widen it: otherwise a page of another site could resolve its own name to 127.0.0.1 and be the same origin as HIS
    /// (DNS rebinding).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts =>
        Hosts.Count > 0 && !Hosts.Contains("*", StringComparer.Ordinal) ? Hosts
        : IsLoopback ? NamesOfThisMachine
        : [];

    /// <summary>Whether HIS can be reached from this machine only.</summary>
    public bool IsLoopback => Addresses.All(IsOnLoopback);

    /// <summary>Reads the addresses from every setting in which ASP.NET Core accepts one.</summary>
    public static ListenSettings From(IConfiguration configuration)
    {
        string[] addresses =
        [
            .. List(configuration["urls"]),
            .. List(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. List(configuration["https_ports"]).Select(port => $"https://*:{port}"),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
        ];
        var believesForwarders = string.Equals(configuration["ForwardedHeaders_Enabled"], "true", StringComparison.OrdinalIgnoreCase);
        var isDefault = addresses.Length == 0;
        return new ListenSettings(isDefault ? [Usual] : addresses, isDefault, believesForwarders)
        {
            Hosts = List(configuration["AllowedHosts"]),
        };
    }

    public string? Validate(bool allowUnencrypted)
    {
        if (TrustsForwardedHeaders)
        {
            return "ForwardedHeaders_Enabled (in the environment ASPNETCORE_FORWARDEDHEADERS_ENABLED) is true: any client could claim another address, "
                + "or to be local, and no limit per address would hold. Remove it, and list the proxies in His:TrustedProxies.";
        }

        if (Hosts.FirstOrDefault(host => !IsHost(host)) is { } wrong)
        {
            return $"AllowedHosts has '{wrong}'; it must be host names without scheme and port, separated by semicolons, such as his.example;localhost or *.example.";
        }

        foreach (var address in Addresses)
        {
            if (
                !TryParse(address, out var parsed)
                || parsed.Scheme is not ("http" or "https")
                || parsed.Port is < 0 or > ushort.MaxValue
                || parsed.PathBase.Length > 0
            )
            {
                return $"urls has '{address}'; it must be an address such as http://127.0.0.1:5080 or https://*:443.";
            }

            if (parsed.Port == 0 && string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            {
                return $"urls has '{address}'; any free port (0) is possible only with http://127.0.0.1:0 or http://[::1]:0.";
            }

            if (!allowUnencrypted && !IsOnLoopback(address) && !string.Equals(parsed.Scheme, "https", StringComparison.OrdinalIgnoreCase))
            {
                return $"urls has '{address}', which would carry passwords unencrypted beyond this machine. "
                    + "Use https, or set His:AllowUnencrypted=true if a proxy in front of HIS encrypts.";
            }
        }

        return null;
    }

    /// <summary>Whether the text is an address to listen on, without TLS and without a path.</summary>
    public static bool IsPlainAddress(string address) =>
        TryParse(address, out var parsed)
        && parsed is { Scheme: "http", Port: >= 0 and <= ushort.MaxValue, PathBase.Length: 0 }
        && !(parsed.Port == 0 && string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase));

    private static string[] List(string? setting) =>
        setting?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsHost(string host) =>
        host is "*"
        || Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host)
            is UriHostNameType.Dns
                or UriHostNameType.IPv4
        || (host is ['[', .., ']'] && Uri.CheckHostName(host) is UriHostNameType.IPv6);

    private static bool IsOnLoopback(string address) =>
        TryParse(address, out var parsed)
        && (
            parsed.IsUnixPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))
        );

    private static bool TryParse(string address, out BindingAddress parsed)
    {
        try
        {
            parsed = BindingAddress.Parse(address);
            return true;
        }
        catch (FormatException)
        {
            parsed = null!;
            return false;
        }
    }
}
