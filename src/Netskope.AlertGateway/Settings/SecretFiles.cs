using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Settings;

/// <summary>
/// Settings from files, one for each, as Kubernetes and Docker mount secrets: the file <c>Redis__Password</c> in the folder that
/// <c>Secrets:Directory</c> names holds <c>Redis:Password</c>. A file wins over <c>appsettings.json</c>, environment and command line.
/// </summary>
static class SecretFiles
{
    const string Setting = "Secrets:Directory";
    const int MaxBytes = 64 * 1024;

    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } directory) return;
        if (!Path.IsPathFullyQualified(directory)) throw Invalid($"{Setting} must be an absolute path, such as /run/secrets.");
        if (!Directory.Exists(directory)) throw Invalid($"{Setting} names a folder that does not exist; write the folder that the secrets are mounted to.");
        foreach (var file in Directory.EnumerateFiles(directory).Where(IsSecret))
        {
            try
            {
                using var content = File.OpenRead(file);
                if (content.Length > MaxBytes) throw Invalid($"The file {Path.GetFileName(file)} in {Setting} is larger than 64 KB. Write the folder that the secrets are mounted to.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Invalid($"The file {Path.GetFileName(file)} in {Setting} cannot be read ({e.GetType().Name}). Grant read permission to the gateway's user.");
            }
        }

        configuration.Add(new Source { FileProvider = new PhysicalFileProvider(directory), IgnoreCondition = static name => !IsSecret(name) });
    }

    // Kubernetes keeps the files of a mounted secret in folders that begin with two dots.
    static bool IsSecret(string path) => !Path.GetFileName(path).StartsWith('.');

    static OptionsValidationException Invalid(string failure) => new(Setting, typeof(SecretFiles), [failure]);

    sealed class Source : KeyPerFileConfigurationSource, IConfigurationSource
    {
        IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => new Provider(this);
    }

    /// <summary>Removes trailing line breaks, including Windows line breaks, from each value.</summary>
    sealed class Provider(KeyPerFileConfigurationSource source) : KeyPerFileConfigurationProvider(source)
    {
        public override void Load()
        {
            base.Load();
            Data = Data.ToDictionary(entry => entry.Key, entry => entry.Value?.TrimEnd('\r', '\n'), StringComparer.OrdinalIgnoreCase);
        }
    }
}
