using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace His.Server.Settings;

/// <summary>A certificate in the settings of the web server: a file, or an entry in a certificate store of the system.</summary>
internal sealed record KestrelCertificate
{
    /// <summary>Path of the file, relative to the program's folder: PKCS #12, or PEM with <see cref="KeyPath"/>.</summary>
    public string? Path { get; init; }

    /// <summary>Path of the key file, if <see cref="Path"/> is PEM.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Password of the key; <see langword="null"/> for none.</summary>
    public string? Password { get; init; }

    /// <summary>Subject of a certificate in a store of the system.</summary>
    public string? Subject { get; init; }

    /// <summary>Name of the store of the system.</summary>
    public string? Store { get; init; }

    /// <summary>Location of the store of the system: the user's or the machine's.</summary>
    public StoreLocation? Location { get; init; }

    /// <summary>Whether a certificate from a store of the system may be invalid.</summary>
    public bool? AllowInvalid { get; init; }

    public bool IsGiven => Path is not null || Subject is not null;

    /// <summary>Validates a certificate file. Certificates in a store are left to the web server.</summary>
    public string? Validate(string section)
    {
        if (Path is null)
        {
            return null;
        }

        var (file, key) = (InFolder(Path), KeyPath is null ? null : InFolder(KeyPath));
        if (
            new[] { (nameof(Path), file), (nameof(KeyPath), key) }.FirstOrDefault(it => it.Item2 is { } path && !File.Exists(path)) is
            (var name, { } missing)
        )
        {
            return $"{section}:{name} is '{missing}'; the file does not exist.";
        }

        try
        {
            using var certificate =
                key is null ? X509CertificateLoader.LoadPkcs12FromFile(file, Password)
                : Password is null ? X509Certificate2.CreateFromPemFile(file, key)
                : X509Certificate2.CreateFromEncryptedPemFile(file, Password, key);
            return certificate.HasPrivateKey ? null : $"{section}:Path is '{file}', which has no private key.";
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{section}:Path is '{file}', which cannot be loaded: {wrong.Message} Check its Password"
                + (key is null ? ", and set KeyPath if it is PEM." : $", and that '{key}' is its key.");
        }
    }

    /// <summary>Omits the password.</summary>
    public override string ToString() => $"KestrelCertificate {{ Path = {Path}, Subject = {Subject} }}";

    private static string InFolder(string path) => System.IO.Path.Combine(AppContext.BaseDirectory, path);
}

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes; the web server uses it if no other is configured.</summary>
internal static class DevelopmentCertificate
{
    private const string Purpose = "1.3.6.1.4.1.311.84.1.1";

    public static bool IsThere()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            return false; // the user has no store
        }

        return store.Certificates.Any(it =>
            it.Extensions[Purpose] is not null && it.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().UtcDateTime
        );
    }
}
