using System.Globalization;
using System.Text;

namespace Netskope.Testing.Naive;

/// <summary>Random alert rows, as the bytes in which they arrive.</summary>
static class Rows
{
    static readonly string[] TextFields = ["user", "app", "alert_name", "alert_type", "activity", "dst_country", "organization_unit"];

    static readonly string[] NumericFields = ["count", "file_size", "cci", "dst_latitude", "timestamp", "dlp_rule_count"];

    static readonly string[] OtherFields = ["severity_id", "x_unknown", "custom-field", "compliance_standards", "_id", "acked"];

    static readonly string[] AllFields = [.. TextFields, .. NumericFields, .. OtherFields];

    public static byte[] Next(Random random)
    {
        List<string> fields = [.. random.GetItems(AllFields, 40).Distinct().Take(Math.Max(random.Next(5, 16), random.Next(5, 16)))];
        if (random.Chance(10))
            fields.Add(random.Pick(fields));

        return Encoding.UTF8.GetBytes(Object(random, [.. fields.Select(field => (field, Value(random, field)))]));
    }

    static string Value(Random random, string field)
    {
        if (field == "compliance_standards")
            return Standards(random);

        if (random.Chance(15))
            return Odd(random, field);

        return field switch
        {
            "custom-field" when random.Chance(40) => NamedOnes(random),
            "x_unknown" when random.Chance(40) => Object(random, ("a", Object(random, ("b", ScalarOrOdd(random, field))))),
            _ => Scalar(random, field),
        };
    }

    static string Scalar(Random random, string field)
    {
        var isNumeric = NaiveFields.IsNumeric(field) || (!NaiveFields.IsText(field) && random.Chance(40));
        if (!isNumeric)
            return random.Chance(90) ? Quoted(random, random.Text(field)) : random.Number(field);

        return random.Next(10) switch
        {
            0 => Quoted(random, random.Text(field)),
            1 or 2 => Quoted(random, random.Number(field)),
            _ => random.Number(field),
        };
    }

    static string Odd(Random random, string field) => random.Next(11) switch
    {
        0 => "null",
        1 => "true",
        2 => "false",
        3 => "[]",
        4 => "{}",
        5 => "[[]]",
        6 => List(random, Scalar(random, field), random.Pick("null", Scalar(random, field))),
        7 => List(random, Scalar(random, field), List(random, List(random, Scalar(random, field)), "[]")),
        8 => Object(random, ("name", Scalar(random, field)), ("a", List(random, Object(random, ("b", Scalar(random, field)))))),
        9 => List(random, Object(random, ("name", Scalar(random, field))), Scalar(random, field)),
        _ => random.Pick("0.1000000000000000055511151231257827", "-9007199254740993", "9007199254740992.0", "1E3"),
    };

    static string NamedOnes(Random random) => random.Next(3) switch
    {
        0 => Named(random),
        1 => List(random, List(random, Named(random), Named(random))),
        _ => List(random, "null", Named(random)),
    };

    static string ScalarOrOdd(Random random, string field) => random.Chance(50) ? Scalar(random, field) : Odd(random, field);

    static string Named(Random random) => Object(random, ("name", Scalar(random, "custom-field")));

    static string Standards(Random random)
    {
        List<string> standards = [];
        for (var left = random.Next(4); left > 0; left--)
            standards.Add(random.Chance(10) ? random.Pick("null", "{}", "[]", "\"PCI\"", "7") : Standard(random));

        return random.Next(12) switch
        {
            0 => Standard(random),
            1 => List(random, List(random, [.. standards])),
            2 => Odd(random, "compliance_standards"),
            _ => List(random, [.. standards]),
        };
    }

    static string Standard(Random random)
    {
        List<(string, string)> members = [];
        foreach (var name in random.GetItems(["standard", "control", "id"], 5).Distinct())
        {
            var field = "compliance_standards." + name;
            members.Add((name, random.Chance(8) ? Odd(random, field) : Scalar(random, field)));
        }

        return Object(random, [.. members]);
    }

    static string Object(Random random, params (string Name, string Value)[] members) =>
        "{" + string.Join(",", members.Select(one => Spaced(random, Quoted(random, one.Name)) + ":" + Spaced(random, one.Value))) + "}";

    static string List(Random random, params string[] items) => "[" + string.Join(",", items.Select(item => Spaced(random, item))) + "]";

    static string Spaced(Random random, string json) => random.Chance(5) ? random.Pick(" ", "\n", "\t ") + json + " " : json;

    static string Quoted(Random random, string text)
    {
        var escapes = random.Chance(30);
        return "\"" + string.Concat(text.Select(unit => unit switch
        {
            '"' or '\\' => "\\" + unit,
            '/' when escapes => "\\/",
            '\n' when !escapes => "\\n",
            < ' ' => Hex(unit),
            >= '\u0080' when escapes => Hex(unit),
            _ when escapes && char.IsAsciiLetter(unit) && random.Chance(3) => Hex(unit),
            _ => unit.ToString(),
        })) + "\"";
    }

    static string Hex(char unit) => "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture);
}
