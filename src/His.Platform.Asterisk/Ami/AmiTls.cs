using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace His.Platform.Asterisk.Ami;

/// <summary>
/// TLS to the switch. The certificate of the other end must be in force, bear the expected name, and be trusted: by the authorities of
/// <c>CaFile</c>, else of this machine; or because it is the pinned one. No setting turns the check off.
/// </summary>
internal static class AmiTls
{
    /// <summary>Encrypts a connection.</summary>
    /// <exception cref="AmiLinkLostException">The other end could not be verified as the switch; the message says why.</exception>
    public static async Task<Stream> BeginAsync(Stream plain, AsteriskOptions options, CancellationToken cancellationToken)
    {
        string? objection = null;
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            var wanted = new SslClientAuthenticationOptions
            {
                TargetHost = options.Tls.ServerName ?? options.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = Trust(options.Tls),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    objection = Objection(options, certificate as X509Certificate2, chain, errors);
                    return objection is null;
                },
            };
            await encrypted.AuthenticateAsClientAsync(wanted, cancellationToken);
            return encrypted;
        }
        catch (Exception error)
            when (error is AuthenticationException or IOException or CryptographicException or UnauthorizedAccessException)
        {
            await encrypted.DisposeAsync();
            throw new AmiLinkLostException(
                objection ?? $"the TLS handshake failed: {error.Message} (is this the port of tlsbindaddr?)",
                error
            );
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }

    /// <summary>The authorities in a PEM file.</summary>
    /// <exception cref="CryptographicException">It holds no certificate, or one that cannot be read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static X509Certificate2Collection ReadCaFile(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("the file contains no PEM certificate");
    }

    /// <summary>The file is read for every connection, so that it can be replaced while HIS runs.</summary>
    private static X509ChainPolicy Trust(AsteriskTlsOptions tls)
    {
        // Private authorities seldom publish revocations; to revoke a certificate, change the pin or the authority.
        var trust = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (tls.CaFile is { } file)
        {
            trust.TrustMode = X509ChainTrustMode.CustomRootTrust;
            trust.CustomTrustStore.AddRange(ReadCaFile(file));
        }
        else if (tls.CertificateSha256 is not null)
        {
            // The pin identifies the certificate; its validity period is still checked.
            trust.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        }

        return trust;
    }

    private static string? Objection(AsteriskOptions options, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "the server sent no certificate";
        }

        var hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        if (
            options.Tls.CertificateSha256 is { } pin
            && !hash.Equals(pin.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        )
        {
            return $"the server's certificate does not match Tls:CertificateSha256: {hash}";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"the certificate is for {Names(certificate)}, not for {options.Tls.ServerName ?? options.Host}; set Tls:ServerName to the expected name";
        }

        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        var why = string.Join(
            "; ",
            chain?.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct(StringComparer.Ordinal) ?? []
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the certificate is not trusted: {(why.Length > 0 ? why : errors)} (set Tls:CaFile to its certificate authority)"
        );
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension =>
                extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString()))
            )
            .ToArray();
        var text = names.Length > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
        return AmiReply.Plain(text);
    }
}
