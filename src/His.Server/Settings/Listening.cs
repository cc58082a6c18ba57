using System.Net;

namespace His.Server.Settings;

/// <summary>Where HIS listens: this machine alone unless told otherwise.</summary>
/// <param name="Addresses">The addresses, as they are written in the settings.</param>
/// <param name="IsDefault">Whether nobody has said anything about them.</param>
internal sealed record Listening(IReadOnlyList<string> Addresses, bool IsDefault)
{
    private const string Usual = "http://127.0.0.1:5080";

    /// <summary>Whether only this machine can come in.</summary>
    public bool IsLoopback => Addresses.All(IsOnLoopback);

    /// <summary>All the ways in which ASP.NET Core can be told an address.</summary>
    public static Listening From(IConfiguration configuration)
    {
        string[] addresses =
        [
            .. List(configuration["urls"]),
            .. List(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. List(configuration["https_ports"]).Select(port => $"https://*:{port}"),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
        ];
        return addresses.Length > 0 ? new Listening(addresses, IsDefault: false) : new Listening([Usual], IsDefault: true);
    }

    public string? Complaint(bool allowUnencrypted)
    {
        foreach (var address in Addresses)
        {
            if (!TryParse(address, out var parsed))
            {
                return $"urls has '{address}'; it must be an address such as http://127.0.0.1:5080 or https://*:443.";
            }

            if (!allowUnencrypted && !IsOnLoopback(address) && !string.Equals(parsed.Scheme, "https", StringComparison.OrdinalIgnoreCase))
            {
                return $"urls has '{address}', which would carry passwords unencrypted beyond this machine. "
                    + "Use https, or set His:AllowUnencrypted=true where something in front of HIS does the encrypting.";
            }
        }

        return null;
    }

    private static string[] List(string? setting) =>
        setting?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsOnLoopback(string address) =>
        TryParse(address, out var parsed)
        && (parsed.IsUnixPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

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
