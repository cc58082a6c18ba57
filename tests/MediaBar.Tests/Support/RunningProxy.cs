using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MediaBar.Tests.Support;

/// <summary>A real proxy before a real HIS, with TLS, set up by what docs/operations.md gives to copy.</summary>
internal sealed class RunningProxy : IAsyncDisposable
{
    public const string Host = "his.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proxy-");
    private readonly X509Certificate2 _certificate;
    private readonly List<string> _said = [];
    private Process? _process;

    private RunningProxy() => _certificate = MakeCertificate();

    /// <summary>Where it listens, at 127.0.0.1.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Whom a client has to trust.</summary>
    public X509ChainPolicy Trust =>
        new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { _certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        };

    /// <summary>Starts one.</summary>
    /// <param name="program">nginx, haproxy or caddy.</param>
    /// <param name="sample">The file of the document.</param>
    /// <param name="his">HIS, which the document takes to be at 127.0.0.1:5080.</param>
    public static async Task<RunningProxy> StartAsync(string program, string sample, Uri his)
    {
        var proxy = new RunningProxy();
        proxy._process = Process.Start(
            new ProcessStartInfo(Prerequisites.Program(program), proxy.Arrange(program, Here(sample)))
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        proxy._process.ErrorDataReceived += (_, line) => proxy.Hear(line.Data);
        proxy._process.OutputDataReceived += (_, line) => proxy.Hear(line.Data);
        proxy._process.BeginErrorReadLine();
        proxy._process.BeginOutputReadLine();
        await proxy.ListensAsync();
        return proxy;

        // What differs from the document: where it is, and whose certificate.
        string Here(string text) =>
            text.Replace("127.0.0.1:5080", his.Authority, StringComparison.Ordinal)
                .Replace("/etc/ssl/his", proxy._folder.FullName, StringComparison.Ordinal)
                .Replace("listen 443", $"listen 127.0.0.1:{proxy.Port}", StringComparison.Ordinal)
                .Replace("bind :443", $"bind 127.0.0.1:{proxy.Port}", StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Puts the sample where the program looks for it, with what a test wants besides.</summary>
    /// <returns>The arguments by which the program finds it.</returns>
    private string[] Arrange(string program, string sample)
    {
        var file = Path.Combine(_folder.FullName, "sample");
        File.WriteAllText(file, sample);
        switch (program)
        {
            case "nginx":
                // As root it would work as somebody else, who may not look into this folder.
                var user = Environment.IsPrivilegedProcess ? "user root;" : "";
                var paths = string.Concat(
                    new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name =>
                        $"{name}_temp_path {_folder.FullName}/{name};\n"
                    )
                );
                var main = Write(
                    "nginx.conf",
                    $"{user}\ndaemon off;\nworker_processes 1;\npid {_folder.FullName}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}include {file};\n}}\n"
                );
                return ["-p", _folder.FullName, "-e", "stderr", "-c", main];
            case "haproxy":
                return ["-db", "-f", file];
            case "caddy":
                var global =
                    $"{{\n\tadmin off\n\thttps_port {Port}\n\thttp_port {FreePort()}\n\tauto_https disable_redirects\n\tstorage file_system {_folder.FullName}/caddy\n\tdefault_bind 127.0.0.1\n}}\n";
                return ["run", "--adapter", "caddyfile", "--config", Write("Caddyfile", $"{global}import {file}\n")];
            default:
                throw new ArgumentOutOfRangeException(nameof(program), program, "no such proxy");
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (chain, secret) = (made.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        Write("fullchain.pem", chain);
        Write("privkey.pem", secret);
        Write("haproxy.pem", chain + secret);
        return made;
    }

    /// <summary>Waits until it takes connections.</summary>
    private async Task ListensAsync()
    {
        using var patience = new CancellationTokenSource(Chromium.TimeoutMs);
        while (!await TakesAConnectionAsync())
        {
            if (_process!.HasExited || patience.IsCancellationRequested)
            {
                lock (_said)
                {
                    throw new InvalidOperationException($"{_process.StartInfo.FileName} does not listen:\n{string.Join('\n', _said)}");
                }
            }

            await Task.Yield();
        }
    }

    private async Task<bool> TakesAConnectionAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.Add(line ?? "");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
