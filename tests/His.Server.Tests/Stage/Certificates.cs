using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace His.Server.Tests.Stage;

/// <summary>A certificate for this machine, signed by itself, as files.</summary>
internal static class Certificates
{
    public const string Password = "canary-Pa55word-of-the-key";

    /// <summary>Writes it as PKCS #12 with <see cref="Password"/>, and as PEM with a key in a file of its own.</summary>
    public static (string Pfx, string Pem, string Key) WriteInto(string folder)
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (pfx, pem, key) = (Path.Combine(folder, "his.pfx"), Path.Combine(folder, "his.pem"), Path.Combine(folder, "his.key"));
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        File.WriteAllText(key, rsa.ExportPkcs8PrivateKeyPem());
        return (pfx, pem, key);
    }
}
