using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Upstream;
using NJsonSchema;

namespace Netskope.AlertGateway.Tests.Settings;

/// <summary><c>appsettings.schema.json</c> says what the options classes say: the same names, the same defaults.</summary>
public sealed class SettingsSchemaTests
{
    /// <summary>Sections that are not ours, or a single value.</summary>
    static readonly string[] WithoutOptions = ["$schema", "Authentication", "ConnectionStrings", "Logging", "Secrets"];

    static readonly JsonObject Schema = JsonNode.Parse(Read("appsettings.schema.json"))!.AsObject();

    static IReadOnlyDictionary<string, Type> Sections { get; } = typeof(NetskopeOptions).Assembly.GetTypes()
        .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static)))
        .Where(t => t.Type is { IsPublic: true, IsClass: true } && t.Section is { IsLiteral: true })
        .ToDictionary(t => (string)t.Section!.GetRawConstantValue()!, t => t.Type, StringComparer.Ordinal);

    public static TheoryData<string> SectionNames => [.. Sections.Keys];

    [Fact]
    public async Task CommittedSettings_AreValid()
    {
        var schema = await JsonSchema.FromJsonAsync(Schema.ToJsonString(), TestContext.Current.CancellationToken);

        schema.Validate(Read("appsettings.json")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"Netskope":{"Tokn":"x"}}""")]
    [InlineData("""{"Netskope":{"BaseUrl":"acme"}}""")]
    [InlineData("""{"Netskope":{"MaxPageBytes":1}}""")]
    [InlineData("""{"Gateway":{"RequestTimeout":55}}""")]
    [InlineData("""{"Gateway":{"RequestTimeout":"55 s"}}""")]
    [InlineData("""{"Gateway":{"Compatibility":"Lax"}}""")]
    [InlineData("""{"Gateway":{"KnownProxies":"proxy.example.com"}}""")]
    [InlineData("""{"Gateway":{"KnownProxies":["10.0.0.0/8","proxy.example.com"]}}""")]
    [InlineData("""{"Gateway":{"PathBase":"/netskope/"}}""")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"deny"}]}}""")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"a","Hide":["user"]}]}}""")]
    [InlineData("""{"Access":{"Profiles":{"a":{"Name":"a"}}}}""")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"a","AlertTypes":["dlp"]}]}}""")]
    [InlineData("""{"Access":{"Keys":[{"Client":"a","Sha256":"short","Scopes":["alerts.read"],"Expires":"2027-03-31"}]}}""")]
    [InlineData("""{"Passthrough":{"Routes":{"clients":{"Scop":"x"}}}}""")]
    [InlineData("""{"Passthrough":{"Routes":{"clients":{"Parameters":{"limit":{"Most":"x"}}}}}}""")]
    [InlineData("""{"Passthrough":{"Routes":{"Clients/..":{}}}}""")]
    [InlineData("""{"Gateway":{"AllowedOrigins":["*"]}}""")]
    [InlineData("""{"Cache":{"Recent":{"Fresch":"00:00:30"}}}""")]
    [InlineData("""{"Logging":{"LogLevel":{"Default":"Loud"}}}""")]
    public async Task WrongSettings_AreRefused(string settings)
    {
        var schema = await JsonSchema.FromJsonAsync(Schema.ToJsonString(), TestContext.Current.CancellationToken);

        schema.Validate(settings).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"Gateway":{"KnownProxies":["10.0.0.7","2001:db8::/32"],"PathBase":"/netskope","AllowedOrigins":["https://portal.example.com","http://localhost:3000"]}}""")]
    [InlineData("""{"Gateway":{"KnownProxies":"10.0.0.7, 10.1.0.0/16","PathBase":"","AllowedOrigins":"https://portal.example.com, http://localhost:3000"}}""")]
    public async Task ListsAndValuesWithCommas_AreBothValid(string settings)
    {
        var schema = await JsonSchema.FromJsonAsync(Schema.ToJsonString(), TestContext.Current.CancellationToken);

        schema.Validate(settings).ShouldBeEmpty();
    }

    [Fact]
    public void EverySection_IsInTheSchema_AndNoOther() =>
        Schema["properties"]!.AsObject().Select(p => p.Key).Except(WithoutOptions).Order(StringComparer.Ordinal).ShouldBe(Sections.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(SectionNames))]
    public void EverySetting_IsInTheSchema_WithItsDefault_AndNoOther(string section) =>
        Compare(section, Activator.CreateInstance(Sections[section])!, Schema["properties"]![section]!.AsObject());

    [Fact]
    public void EverySetting_HasADescription() => Undescribed(Schema, "").ShouldBeEmpty();

    static void Compare(string path, object options, JsonObject schema)
    {
        ((bool?)schema["additionalProperties"]).ShouldBe(false, path);
        var described = schema["properties"]!.AsObject();
        var properties = options.GetType().GetProperties().Where(p => p.SetMethod?.IsPublic == true).ToList();
        described.Select(p => p.Key).Order(StringComparer.Ordinal).ShouldBe(properties.Select(p => p.Name).Order(StringComparer.Ordinal), path);
        foreach (var property in properties)
        {
            var (name, value) = ($"{path}:{property.Name}", property.GetValue(options));
            var node = described[property.Name]!.AsObject();
            if (Entry(property.PropertyType) is { } entry) Compare(name + ":*", Activator.CreateInstance(entry)!, node["additionalProperties"]!.AsObject());
            else if (SettingLists.GroupIn(property.PropertyType) is { } group) Compare(name + ":0", Activator.CreateInstance(group)!, node["items"]!.AsObject());
            else if (value is IReadOnlyList<string> list) described[property.Name]!["default"]!.AsArray().Select(entry => (string?)entry).ShouldBe(list, name);
            else if (property.PropertyType.IsClass && property.PropertyType != typeof(string)) Compare(name, value!, described[property.Name]!.AsObject());
            else if (value is TimeSpan time) TimeSpan.Parse((string)described[property.Name]!["default"]!, CultureInfo.InvariantCulture).ShouldBe(time, name);
            else (described[property.Name]!["default"]?.ToJsonString()).ShouldBe(AsJson(value), name);
        }
    }

    /// <summary>What a dictionary of groups holds.</summary>
    static Type? Entry(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>) ? type.GetGenericArguments()[1] : null;

    static string? AsJson(object? value) => value switch
    {
        null => null,
        bool or int or long or double => Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant(),
        DateOnly date => $"\"{date.ToString("O", CultureInfo.InvariantCulture)}\"",
        _ => $"\"{value}\"",
    };

    static IEnumerable<string> Undescribed(JsonObject schema, string path)
    {
        foreach (var entries in new[] { schema["additionalProperties"], schema["items"] }.OfType<JsonObject>())
        {
            foreach (var inner in Undescribed(entries, $"{path}*:")) yield return inner;
        }

        if (schema["properties"] is not JsonObject properties) yield break;
        foreach (var (name, node) in properties)
        {
            var property = node!.AsObject();
            if (property["properties"] is null && property["description"] is null && name != "$schema") yield return path + name;
            foreach (var inner in Undescribed(property, $"{path}{name}:")) yield return inner;
        }
    }

    static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));
}
