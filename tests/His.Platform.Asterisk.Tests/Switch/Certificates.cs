using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace His.Platform.Asterisk.Tests.Switch;

/// <summary>An authority of a test's own and what it signs.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public Certificates(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: false,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(2));
    }

    /// <summary>The authority, as a file for <c>CaFile</c>.</summary>
    public async Task<string> WriteAuthorityAsync(string folder)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(file, _authority.ExportCertificatePem(), TestTimeout.Token);
        return file;
    }

    /// <summary>A key and a certificate for this machine in the files that Asterisk is told of. Answers with the SHA-256.</summary>
    public async Task<string> WriteServerAsync(string folder, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _authority.SubjectName,
            X509SignatureGenerator.CreateForECDsa(_key),
            DateTimeOffset.UtcNow.AddDays(-1),
            until ?? DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8)
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "ami.crt"), certificate.ExportCertificatePem(), TestTimeout.Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "ami.key"), key.ExportPkcs8PrivateKeyPem(), TestTimeout.Token);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
    }
}
