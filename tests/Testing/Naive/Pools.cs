namespace Netskope.Testing.Naive;

/// <summary>
/// What rows hold and conditions ask for. Small, so that they meet. Left out is what the contract leaves open: letters whose case is
/// disputed, a backslash before a letter beyond ASCII, and numbers beyond 64-bit integers that differ only behind what a double holds.
/// </summary>
static class Pools
{
    static readonly Dictionary<string, string[]> Texts = new()
    {
        ["user"] = [@"netskope.com\johnd", "john@abc.com", "John@abc.com", "O'Brien", "jürgen@example.com", "10.0.0.1", "110x5"],
        ["app"] = ["Ａpp", "😀pp", "Google Drive", "google", "Box"],
        ["alert_name"] = ["[DLP] Approval Required", "Custom-PHI", "say \"hi\"", "a=b<c>d", "x, y", "two\nlines", "{curly}", "🎉 party/day"],
        ["alert_type"] = ["DLP", "dlp", "Malware", "policy", "anomaly"],
        ["activity"] = ["Download", "Upload", "Login Failed", "and", "to"],
        ["dst_country"] = ["US", "DE", "IN", "us", "NO", ""],
        ["organization_unit"] = ["Finance/Accounting", "Finance", "finance/ops", @"corp\\ou\", "Büro/Süd", "ÄRZTE", "ärzte"],
        ["severity_id"] = ["high", "3", "low", "3.0", "true"],
        ["x_unknown"] = ["3", "10", "9", "abc", "Abc", "x\ty", "(?i)", "null"],
        ["custom-field"] = [@"a\b", "a.b", @"a\.b", "", "axb", "café", "Café"],
        ["standard"] = ["CSA-CCM-3.0.1", "NIST-CSF-1.1", "CIS-AZRFND-1.0.0", "csa-ccm-3.0.1"],
        ["control"] = ["IAM-12", "AC-4", "1.10", "PR.AC-1"],
    };

    static readonly Dictionary<string, string[]> Numbers = new()
    {
        ["count"] = ["0", "1", "3", "5", "-5", "10"],
        ["file_size"] = ["9007199254740993", "9007199254740992", "-9007199254740993", "0", "1024", "10000000"],
        ["cci"] = ["0", "55", "92", "100", "3"],
        ["dst_latitude"] = ["52.520006599999999", "-33.8688197", "0.30000000000000004", "0.3", "13.404999999999999", "0.5", "0"],
        ["timestamp"] = ["1607990400", "1608990400", "1610158997", "1608000000.125", "0"],
        ["dlp_rule_count"] = ["9223372036854775807", "9223372036854775806", "0", "1", "3"],
        ["severity_id"] = ["3", "1", "2", "-1"],
        ["x_unknown"] = ["3", "9007199254740993", "9007199254740992", "10", "18446744073709551615", "1e999999999", "-1e999999999"],
        ["id"] = ["1", "3", "400", "-9223372036854775808"],
    };

    static readonly string[] NoNumbers =
    [
        "", "abc", "03", "+3", "3.", ".5", " 3", "3 ", "0x3", "３", "NaN", "Infinity", "-", "1e", "true", "3\n",
    ];

    static readonly string[][] AllTexts = [.. Texts.Values];

    static readonly string[][] AllNumbers = [.. Numbers.Values];

    public static T Pick<T>(this Random random, params IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static bool Chance(this Random random, int percent) => random.Next(100) < percent;

    public static string Text(this Random random, string field)
    {
        if (random.Chance(8))
            return random.Pick(NoNumbers);

        return PickEarly(random, random.Chance(90) && Texts.TryGetValue(Leaf(field), out var own) ? own : random.Pick(AllTexts));
    }

    /// <summary>A number as JSON writes it, in one of several spellings.</summary>
    public static string Number(this Random random, string field)
    {
        var own = Numbers.GetValueOrDefault(Leaf(field), Numbers["severity_id"]);
        var number = PickEarly(random, random.Chance(90) ? own : random.Pick(AllNumbers));
        if (random.Chance(50) || number.Contains('e', StringComparison.Ordinal))
            return number;

        if (number == "0")
            return random.Pick("-0", "0.0", "0e5", "0E-3");

        return number + (number.Contains('.', StringComparison.Ordinal)
            ? random.Pick("0", "e0", "E+0")
            : random.Pick(".0", ".000", "e0", "E+0", "0e-1", "00E-2"));
    }

    static string Leaf(string field) => field.Split('.') switch
    {
        ["compliance_standards", var member] => member,
        [var first, ..] => first,
        [] => field,
    };

    // The first ones more often, so that a row and a condition agree more often than their pools are large.
    static string PickEarly(Random random, string[] items) => items[Math.Min(random.Next(items.Length), random.Next(items.Length))];
}
