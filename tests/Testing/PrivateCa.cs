using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Netskope.Testing;

/// <summary>A certificate authority that nobody knows, in memory; its certificate in a file, as <c>SSL_CERT_FILE</c> wants it.</summary>
sealed class PrivateCa : IDisposable
{
    readonly X509Certificate2 _root;
    readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public PrivateCa()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _root = request.CreateSelfSigned(_now.AddDays(-30), _now.AddDays(30));
        File = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");
        System.IO.File.WriteAllText(File, _root.ExportCertificatePem());
    }

    public string File { get; }

    /// <param name="names">DNS names or IP addresses.</param>
    /// <param name="expired">It was good until yesterday.</param>
    public X509Certificate2 Issue(IEnumerable<string> names, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test server", key, HashAlgorithmName.SHA256);
        var subjects = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) subjects.AddIpAddress(address);
            else subjects.AddDnsName(name);
        }

        request.CertificateExtensions.Add(subjects.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var issued = request.Create(_root, _now.AddDays(-20), expired ? _now.AddDays(-1) : _now.AddDays(20), RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        System.IO.File.Delete(File);
        _root.Dispose();
    }
}
