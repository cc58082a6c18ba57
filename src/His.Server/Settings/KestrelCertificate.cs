using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace His.Server.Settings;

/// <summary>A certificate as the web server is told of it: a file, or one in a store of the system.</summary>
internal sealed record KestrelCertificate
{
    /// <summary>The file, from the program's folder on: PKCS #12, or PEM with <see cref="KeyPath"/>.</summary>
    public string? Path { get; init; }

    /// <summary>The file of the key, where <see cref="Path"/> is PEM.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Of the key.</summary>
    public string? Password { get; init; }

    /// <summary>In a store of the system: whose it is.</summary>
    public string? Subject { get; init; }

    /// <summary>In a store of the system: which.</summary>
    public string? Store { get; init; }

    /// <summary>In a store of the system: of the user or of the machine.</summary>
    public StoreLocation? Location { get; init; }

    /// <summary>In a store of the system: also one that is not valid.</summary>
    public bool? AllowInvalid { get; init; }

    public bool IsGiven => Path is not null || Subject is not null;

    /// <summary>What is wrong with the file; those in a store are the web server's to find.</summary>
    public string? Validate(string section)
    {
        if (Path is null)
        {
            return null;
        }

        var (file, key) = (InFolder(Path), KeyPath is null ? null : InFolder(KeyPath));
        if (new[] { (nameof(Path), file), (nameof(KeyPath), key) }.FirstOrDefault(it => it.Item2 is { } path && !File.Exists(path)) is (var name, { } missing))
        {
            return $"{section}:{name} is '{missing}'; there is no such file.";
        }

        try
        {
            using var certificate = key is null ? X509CertificateLoader.LoadPkcs12FromFile(file, Password)
                : Password is null ? X509Certificate2.CreateFromPemFile(file, key)
                : X509Certificate2.CreateFromEncryptedPemFile(file, Password, key);
            return certificate.HasPrivateKey ? null : $"{section}:Path is '{file}', which has no private key.";
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"{section}:Path is '{file}', which cannot be loaded: {wrong.Message} Is its Password right"
                + (key is null ? ", and KeyPath given if it is PEM?" : $", and is '{key}' its key?");
        }
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"KestrelCertificate {{ Path = {Path}, Subject = {Subject} }}";

    private static string InFolder(string path) => System.IO.Path.Combine(AppContext.BaseDirectory, path);
}

/// <summary>The certificate that <c>dotnet dev-certs https</c> makes; the web server takes it where nobody has named another.</summary>
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

        return store.Certificates.Any(it => it.Extensions[Purpose] is not null && it.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().UtcDateTime);
    }
}
