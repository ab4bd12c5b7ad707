using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Tests.Settings;

public sealed class SecretFilesTests : IDisposable
{
    readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void FilesOfAMountedSecret_AreSettings()
    {
        // As Kubernetes mounts them: links to links, which it swaps.
        var data = _directory.CreateSubdirectory("..2026_12_01");
        File.WriteAllText(Path.Combine(data.FullName, "Redis__Password"), "north,south");
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "..data"), "..2026_12_01");
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "Redis__Password"), "..data/Redis__Password");

        Read()["Redis:Password"].ShouldBe("north,south");
    }

    [Theory]
    [InlineData("secret\n")]
    [InlineData("secret\r\n")]
    [InlineData("\uFEFFsecret")]
    [InlineData("\uFEFFsecret\r\n")]
    public void LineEndAndByteOrderMark_AreNoPartOfTheSecret(string content)
    {
        Write("Cache__EncryptionKey", content);

        Read()["Cache:EncryptionKey"].ShouldBe("secret");
    }

    [Fact]
    public void File_WinsOverOtherSources()
    {
        Write("Netskope__Token", "of-the-file");

        Read(("Netskope:Token", "of-the-environment"))["Netskope:Token"].ShouldBe("of-the-file");
    }

    [Fact]
    public void FileThatCannotBeRead_IsNamed()
    {
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "Audit__HashKey"), "..data/Audit__HashKey");

        Failure(_directory.FullName).ShouldBe("The file Audit__HashKey in Secrets:Directory cannot be read (FileNotFoundException). Grant read permission to the gateway's user.");
    }

    [Fact]
    public void FileThatIsNoSecret_IsNamed()
    {
        Write("system.log", new string('x', 70_000));

        Failure(_directory.FullName).ShouldBe("The file system.log in Secrets:Directory is larger than 64 KB. Write the folder that the secrets are mounted to.");
    }

    [Theory]
    [InlineData("secrets", "must be an absolute path")]
    [InlineData("/no/such/folder", "names a folder that does not exist")]
    public void WrongFolder_IsNamed(string directory, string reason) => Failure(directory).ShouldContain("Secrets:Directory " + reason);

    [Fact]
    public void NoFolder_IsNoError() => new ConfigurationManager().AddSecretFiles();

    static string Failure(string directory)
    {
        var configuration = new ConfigurationManager { ["Secrets:Directory"] = directory };
        return Should.Throw<OptionsValidationException>(configuration.AddSecretFiles).Failures.ShouldHaveSingleItem();
    }

    void Write(string name, string content) => File.WriteAllText(Path.Combine(_directory.FullName, name), content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    ConfigurationManager Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager { ["Secrets:Directory"] = _directory.FullName };
        foreach (var (name, value) in settings) configuration[name] = value;
        configuration.AddSecretFiles();
        return configuration;
    }
}
