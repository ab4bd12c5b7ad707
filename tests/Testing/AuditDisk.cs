using System.Runtime.InteropServices;
using System.Text.Json;

namespace Netskope.Testing;

/// <summary>A folder with an audit file. What a gateway is told of is a link, which leads to that file, to a disk that is full or to one that hangs.</summary>
sealed class AuditDisk : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit-");
    int _made;

    public AuditDisk() => Renew();

    /// <summary>What the setting names.</summary>
    public string Path => In("link");

    /// <summary>Where the lines are while the disk is sound.</summary>
    public string File { get; private set; } = "";

    /// <summary>The whole lines of the file, each a JSON object.</summary>
    public IReadOnlyList<JsonElement> Lines => Read(File);

    public static IReadOnlyList<JsonElement> Read(string file)
    {
        if (!System.IO.File.Exists(file)) return [];
        var text = System.IO.File.ReadAllText(file);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parsed)];
    }

    /// <summary>Those of one request.</summary>
    public IReadOnlyList<JsonElement> Of(string request) => [.. Lines.Where(line => line.GetProperty("request").GetString() == request)];

    public async Task<JsonElement> ClosedAsync(string request)
    {
        JsonElement[] closed = [];
        await Eventually.HoldsAsync("the request is closed", () => (closed = [.. Of(request).Where(line => line.GetProperty("phase").GetString() == "closed")]).Length > 0);
        return closed.ShouldHaveSingleItem();
    }

    /// <summary>The link leads to another file, in a folder of its own.</summary>
    public void Renew()
    {
        File = System.IO.Path.Combine(_folder.CreateSubdirectory($"{++_made}").FullName, "access.jsonl");
        Mend();
    }

    public void Mend() => Lead(File);

    public void Fill() => Lead("/dev/full");

    /// <summary>Whoever opens it waits until somebody reads.</summary>
    public string Hang()
    {
        var pipe = In($"pipe-{++_made}");
        MakePipe(pipe, (uint)(UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBe(0);
        Lead(pipe);
        return pipe;
    }

    /// <summary>Lets who waits for the pipe go on, and takes what is written to it.</summary>
    public static async Task<string> DrainAsync(string pipe)
    {
        var ct = TestContext.Current.CancellationToken;
        return await Task.Run(() => System.IO.File.ReadAllText(pipe), ct).WaitAsync(GatewayFixture.Patience, ct);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string In(string name) => System.IO.Path.Combine(_folder.FullName, name);

    // In one step: there is always something at its path.
    void Lead(string target)
    {
        var link = In("next");
        System.IO.File.CreateSymbolicLink(link, target);
        System.IO.File.Move(link, Path, overwrite: true);
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    static JsonElement Parsed(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
