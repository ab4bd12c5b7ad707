using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Netskope.Testing;

/// <summary>How a <see cref="RedisServer"/> differs from a plain one without a password.</summary>
/// <param name="Arguments">Further arguments, such as <c>--replicaof</c>.</param>
public sealed record RedisServerOptions(params IReadOnlyList<string> Arguments)
{
    /// <summary>Who the tests themselves log in as; with a password and no user, the default user.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>Who the gateways log in as.</summary>
    public string? GatewayUser { get; init; }

    /// <summary>The port takes TLS only, with this certificate.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The lines of a configuration file, which makes it a Sentinel.</summary>
    public IReadOnlyList<string>? Sentinel { get; init; }
}

/// <summary>A real <c>redis-server</c> on a loopback port of its own, that keeps nothing on disk and can be mistreated.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    readonly RedisServerOptions _options;
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("redis-");
    Process? _process;
    string? _program;

    RedisServer(int port, RedisServerOptions options) => (Port, _options) = (port, options);

    public int Port { get; }

    /// <summary>As a gateway is told it: without the password.</summary>
    public string ConnectionString => Address + (_options.Certificate is null ? "" : ",ssl=true") + (_options.GatewayUser is { } user ? ",user=" + user : "");

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A server, running or (an address at which nobody listens yet) absent.</summary>
    public static async Task<RedisServer> StartAsync(bool absent = false, RedisServerOptions? options = null)
    {
        var program = Programs.Need("redis-server");
        for (var attempt = 1; ; attempt++)
        {
            var server = new RedisServer(Ports.Free(), options ?? new()) { _program = program };
            if (absent) return server;
            try
            {
                await server.AppearAsync();
                return server;
            }
            catch (IOException) when (attempt < 10)
            {
                // Somebody else took the port between our look and the server's start.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Starts it, empty.</summary>
    public async Task AppearAsync()
    {
        var start = new ProcessStartInfo(_program!) { WorkingDirectory = _directory.FullName };
        foreach (var argument in Arguments()) start.ArgumentList.Add(argument);
        var process = ChildProcesses.Start(start);
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await Eventually.HoldsAsync("redis-server answers", async () =>
        {
            if (process.HasExited) throw new IOException("redis-server ended at once; its port may be taken.");
            try
            {
                return await CommandAsync("INFO", "server") is byte[] info
                    && Encoding.ASCII.GetString(info).Contains(string.Create(CultureInfo.InvariantCulture, $"process_id:{process.Id}\r\n"), StringComparison.Ordinal);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return false;
            }
        });
    }

    IEnumerable<string> Arguments()
    {
        if (_options.Sentinel is { } sentinel) return [Write("sentinel.conf", [$"port {Port}", "bind 127.0.0.1", "daemonize no", "loglevel warning", .. sentinel]), "--sentinel"];
        string[] port = _options.Certificate is { } certificate
            ? ["--port", "0", "--tls-port", $"{Port}", "--tls-auth-clients", "no", "--tls-cert-file", Write("certificate.pem", certificate.ExportCertificatePem()), "--tls-key-file", Write("key.pem", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), "--tls-ca-cert-file", Write("certificate.pem", certificate.ExportCertificatePem())]
            : ["--port", $"{Port}"];
        return [.. port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no", "--loglevel", "warning", .. _options.Arguments];
    }

    string Write(string name, params IEnumerable<string> lines)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    public bool IsRunning => _process is { HasExited: false };

    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit(GatewayFixture.Patience).ShouldBeTrue("redis-server does not end");
        }

        _process?.Dispose();
        _process = null;
    }

    /// <summary>Stops it in its tracks: connections stay, nothing is answered.</summary>
    public Task StopAsync() => _process!.SignalAsync("STOP", Stop);

    public Task ContinueAsync() => _process!.SignalAsync("CONT", Stop);

    /// <summary>Kills it and starts it anew, with nothing in it.</summary>
    public Task RestartAsync()
    {
        Kill();
        return AppearAsync();
    }

    /// <summary>Takes no more values above so many bytes; 0 lifts the bound.</summary>
    public async Task SetMaxMemoryAsync(long bytes)
    {
        await CommandAsync("CONFIG", "SET", "maxmemory-policy", "noeviction");
        await CommandAsync("CONFIG", "SET", "maxmemory", bytes.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The keys of kept answers.</summary>
    public Task<IReadOnlyList<string>> AnswersAsync() => KeysAsync("*:answer:*");

    public async Task<IReadOnlyList<string>> KeysAsync(string pattern = "*") =>
        [.. ((object?[])(await CommandAsync("KEYS", pattern))!).Select(key => Encoding.UTF8.GetString((byte[])key!)).Order(StringComparer.Ordinal)];

    public async Task<byte[]?> GetAsync(string key) => (byte[]?)await CommandAsync("GET", key);

    /// <summary>All that is under a key, of whatever type.</summary>
    public async Task<string> TextAsync(string key)
    {
        object?[] parts = Encoding.ASCII.GetString((byte[])(await CommandAsync("TYPE", key))!) switch
        {
            "string" => [await CommandAsync("GET", key)],
            "hash" => (object?[])(await CommandAsync("HGETALL", key))!,
            "none" => [],
            "zset" => (object?[])(await CommandAsync("ZRANGE", key, "0", "-1"))!,
            var type => throw new InvalidOperationException($"{key} is a {type}."),
        };

        // One that was there a moment ago may have ended.
        return string.Join('\n', parts.OfType<byte[]>().Select(Encoding.Latin1.GetString));
    }

    /// <summary>Replaces a value and leaves its time to live.</summary>
    public Task SetAsync(string key, byte[] value) => CommandAsync("SET", key, value, "KEEPTTL");

    /// <summary>One command on a connection of its own: bytes, a number, a list, or null.</summary>
    /// <param name="command">Texts and bytes.</param>
    public async Task<object?> CommandAsync(params object[] command)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(GatewayFixture.Patience);
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port, deadline.Token);
        await using var wire = new BufferedStream(await OpenAsync(socket, deadline.Token));
        if (_options.Password is { } password) await ExchangeAsync(wire, _options.User is { } user ? ["AUTH", user, password] : ["AUTH", password], deadline.Token);
        return await ExchangeAsync(wire, command, deadline.Token);
    }

    async Task<Stream> OpenAsync(TcpClient socket, CancellationToken cancellation)
    {
        if (_options.Certificate is not { } certificate) return socket.GetStream();
        var tls = new SslStream(socket.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString() },
            cancellation);
        return tls;
    }

    static async Task<object?> ExchangeAsync(Stream wire, object[] command, CancellationToken cancellation)
    {
        await wire.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*{command.Length}\r\n")), cancellation);
        foreach (var part in command)
        {
            var bytes = part as byte[] ?? Encoding.UTF8.GetBytes((string)part);
            await wire.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${bytes.Length}\r\n")), cancellation);
            await wire.WriteAsync(bytes, cancellation);
            await wire.WriteAsync("\r\n"u8.ToArray(), cancellation);
        }

        await wire.FlushAsync(cancellation);
        return await ReadAsync(wire, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        if (Directory.Exists(_directory.FullName)) _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    static async Task<object?> ReadAsync(Stream wire, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (!(line.Length > 0 && line[^1] == '\n'))
        {
            await wire.ReadExactlyAsync(one, cancellation);
            line.Append((char)one[0]);
        }

        var text = line.ToString(1, line.Length - 3);
        switch (line[0])
        {
            case '-': throw new InvalidOperationException("Redis: " + text);
            case ':': return long.Parse(text, CultureInfo.InvariantCulture);
            case '+': return Encoding.UTF8.GetBytes(text);
        }

        var length = int.Parse(text, CultureInfo.InvariantCulture);
        if (length < 0) return null;
        if (line[0] == '*')
        {
            var list = new object?[length];
            for (var i = 0; i < length; i++) list[i] = await ReadAsync(wire, cancellation);
            return list;
        }

        var bytes = new byte[length + 2];
        await wire.ReadExactlyAsync(bytes, cancellation);
        return bytes[..length];
    }
}
