using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>A real nginx or HAProxy with its file from <c>deploy/</c>: addresses and folders replaced, and nothing else.</summary>
sealed class ReverseProxy : IAsyncDisposable
{
    public const string Host = "api.example.com";

    readonly string _folder = Directory.CreateTempSubdirectory("proxy-").FullName;
    readonly X509Certificate2 _root;
    readonly HttpMessageInvoker _client;
    Process? _process;

    ReverseProxy(PrivateCa ca)
    {
        _root = X509CertificateLoader.LoadCertificateFromFile(ca.File);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => new NetworkStream(await Callers.ConnectAsync(Callers.Stranger, Port, cancellation), ownsSocket: true),
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _root }, RevocationMode = X509RevocationMode.NoCheck },
            },
        });
    }

    public int Port { get; private set; }

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"https://{Host}:{Port}"));

    public static Task<ReverseProxy> NginxAsync(Uri gateway, PrivateCa ca) => StartAsync("nginx", ca, (port, folder) =>
    [
        ("pid /run/nginx.pid;", $"pid {folder}/nginx.pid;"),
        ("error_log /var/log/nginx/error.log warn;", $"error_log {folder}/error.log warn;"),
        ("access_log /var/log/nginx/netskope.log named;", $"access_log {folder}/access.log named;"),
        ("server 127.0.0.1:8080 ", $"server {gateway.Authority} "),
        ("listen 443 ssl;", $"listen 127.0.0.1:{port} ssl;"),
        ("ssl_certificate /etc/nginx/tls/api.example.com.pem;", $"ssl_certificate {folder}/both.pem;"),
        ("ssl_certificate_key /etc/nginx/tls/api.example.com.key;", $"ssl_certificate_key {folder}/both.pem;"),

        // The package's own are root's.
        ("server_tokens off;", $"server_tokens off; {string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(name => $"{name}_temp_path {folder}/{name}; "))}"),
    ], "nginx.conf", file => ["-c", file, "-p", Path.GetDirectoryName(file)!, "-e", "stderr", "-g", "daemon off; master_process off;"]);

    public static Task<ReverseProxy> HaproxyAsync(Uri gateway, PrivateCa ca) => StartAsync("haproxy", ca, (port, folder) =>
    [
        ("bind :443 ssl crt /etc/haproxy/tls/api.example.com.pem", $"bind 127.0.0.1:{port} ssl crt {folder}/both.pem"),
        ("server one 127.0.0.1:8080", $"server one {gateway.Authority}"),
    ], "haproxy.cfg", file => ["-f", file, "-db"]);

    /// <summary>Asks as a caller at <see cref="Callers.Stranger"/> does; the target goes out as it is written.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string target, string? token, params (string Name, string Value)[] headers)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(GatewayFixture.Patience);
        using var request = new HttpRequestMessage(method, new Uri(Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, deadline.Token);
        return await Answer.ReadAsync(response, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync().WaitAsync(GatewayFixture.Patience);
            process.Dispose();
        }

        _client.Dispose();
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    static async Task<ReverseProxy> StartAsync(string name, PrivateCa ca, Func<string, string, (string From, string To)[]> changes, string file, Func<string, string[]> arguments)
    {
        var program = Programs.Need(name);
        for (var attempt = 1; ; attempt++)
        {
            var proxy = new ReverseProxy(ca) { Port = Ports.Free() };
            try
            {
                var text = TelemetryDocument.Read("deploy", file);
                foreach (var (from, to) in changes(proxy.Port.ToString(CultureInfo.InvariantCulture), proxy._folder))
                {
                    text.Split(from).Length.ShouldBe(2, $"{file} has '{from}' once");
                    text = text.Replace(from, to, StringComparison.Ordinal);
                }

                await proxy.RunAsync(program, text, arguments, ca);
                return proxy;
            }
            catch (IOException) when (attempt < 10)
            {
                // Somebody else took the port between our look and the program's start.
                await proxy.DisposeAsync();
            }
            catch
            {
                await proxy.DisposeAsync();
                throw;
            }
        }
    }

    async Task RunAsync(string program, string text, Func<string, string[]> arguments, PrivateCa ca)
    {
        var file = Path.Combine(_folder, "configuration");
        using (var certificate = ca.Issue([Host]))
        using (var key = certificate.GetECDsaPrivateKey()!)
            await File.WriteAllTextAsync(Path.Combine(_folder, "both.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        await File.WriteAllTextAsync(file, text);
        var start = new ProcessStartInfo(program, arguments(file)) { WorkingDirectory = _folder };
        var said = new List<string>();
        var process = _process = ChildProcesses.Start(start);
        DataReceivedEventHandler hear = (_, line) =>
        {
            lock (said) said.Add(line.Data ?? "");
        };
        process.OutputDataReceived += hear;
        process.ErrorDataReceived += hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.HoldsAsync(
            $"{program} answers",
            async () =>
            {
                if (process.HasExited)
                {
                    // Also waits until all that it said is here.
                    await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience);
                    throw Ended(Said());
                }

                try
                {
                    return (await SendAsync(HttpMethod.Get, "/netskope/health/ready", token: null)).Status == 200;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            Said);

        string Said()
        {
            lock (said) return string.Join('\n', said);
        }
    }

    /// <summary>A port that is taken is worth another try; a file that is wrong is not.</summary>
    static Exception Ended(string said) =>
        said.Contains("ddress already in use", StringComparison.Ordinal) || said.Contains("cannot bind", StringComparison.Ordinal) ? new IOException(said) : new InvalidOperationException(said);
}
