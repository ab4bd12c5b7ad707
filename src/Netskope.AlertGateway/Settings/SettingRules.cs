using System.Globalization;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Settings;

/// <summary>Base of the checks of one section: each failure names the setting, what is wrong and what it may be.</summary>
abstract class SettingRules<T> : IValidateOptions<T>
    where T : class
{
    const int KeySize = 32;

    readonly List<string> _failures = [];

    public ValidateOptionsResult Validate(string? name, T options)
    {
        lock (_failures)
        {
            _failures.Clear();
            Check(options);
            return _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail([.. _failures]);
        }
    }

    protected abstract void Check(T options);

    protected void Require(bool condition, string setting, string otherwise)
    {
        if (!condition) _failures.Add($"{setting} {otherwise}.");
    }

    /// <summary>A key of 32 bytes in base64, or nothing. It is never shown.</summary>
    protected void RequireKey(string key, string setting) => Require(
        key.Length == 0 || (Convert.TryFromBase64String(key, new byte[KeySize + 1], out var length) && length == KeySize),
        setting,
        "is not 32 bytes in base64; make a key with: openssl rand -base64 32");

    protected void Between<TValue>(TValue value, TValue least, TValue most, string setting)
        where TValue : IComparable<TValue>, IFormattable =>
        Require(
            value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0,
            setting,
            string.Create(CultureInfo.InvariantCulture, $"is {value}; it may be {least} to {most}"));
}
