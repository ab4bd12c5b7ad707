using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Netskope.Simulator;

/// <summary>
/// As much of the query language as the first calls need: <c>field eq value</c> and <c>field in [values]</c>, joined
/// by <c>and</c>. Everything else is a syntax error.
/// </summary>
sealed partial class QueryFilter
{
    readonly List<(string[] Path, string[] Values)> _terms;

    // A filter belongs to one call, and 180,000 rows may pass through it.
    readonly ArrayBufferWriter<byte> _row = new(AlertRow.MaxBytes);

    QueryFilter(List<(string[] Path, string[] Values)> terms) => _terms = terms;

    public static bool TryParse(string text, [NotNullWhen(true)] out QueryFilter? filter, [NotNullWhen(false)] out string? error)
    {
        (filter, error) = (null, $"syntax error in query: {text}");
        var terms = new List<(string[], string[])>();
        var (position, depth) = (0, 0);
        while (true)
        {
            var term = Term().Match(text, position);
            // Where all is joined by "and", parentheses only have to balance.
            depth += term.Groups["open"].Captures.Count - term.Groups["close"].Captures.Count;
            if (!term.Success || depth < 0)
            {
                return false;
            }

            terms.Add((term.Groups["field"].Value.Split('.'), [.. term.Groups["value"].Captures.Select(value => Unquote(value.Value))]));
            position = term.Index + term.Length;
            if (position == text.Length && depth == 0)
            {
                (filter, error) = (new QueryFilter(terms), null);
                return true;
            }

            var and = And().Match(text, position);
            if (!and.Success)
            {
                return false;
            }

            position += and.Length;
        }
    }

    public bool Matches(in AlertKey key)
    {
        _row.ResetWrittenCount();
        foreach (var (path, values) in _terms)
        {
            // Most queries are about these two, which the index knows.
            var known = path is ["alert_type"] ? key.Type.Name() : path is ["acked"] ? key.Acked ? "true" : "false" : null;
            if (known is not null)
            {
                if (!values.Contains(known, StringComparer.Ordinal))
                {
                    return false;
                }

                continue;
            }

            if (_row.WrittenCount == 0)
            {
                AlertRow.Write(key, _row);
            }

            var reader = new Utf8JsonReader(_row.WrittenSpan);
            reader.Read();
            if (!Finds(ref reader, path, values))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Leaves the reader behind the value it stood on, unless it found what it looked for.</summary>
    static bool Finds(ref Utf8JsonReader reader, ReadOnlySpan<string> path, string[] values)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var isNext = path.Length > 0 && reader.ValueTextEquals(path[0]);
                    reader.Read();
                    if (!isNext)
                    {
                        reader.Skip();
                    }
                    else if (Finds(ref reader, path[1..], values))
                    {
                        return true;
                    }
                }

                return false;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (Finds(ref reader, path, values))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return path.Length == 0 && values.Contains(TextOf(ref reader), StringComparer.Ordinal);
        }
    }

    static string TextOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Null => "",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };

    static string Unquote(string value) =>
        value[0] is '\'' or '"' ? value[1..^1].Replace(@"\\", @"\", StringComparison.Ordinal) : value;

    [GeneratedRegex(
        """
        \G\s*(?:(?<open>\()\s*)*(?<field>[\w.-]+)
        (?:\s*==?\s*(?<value>'[^']*'|"[^"]*"|[^\s()'"=]+)
        |\s+eq\s+(?<value>'[^']*'|"[^"]*"|[^\s()'"]+)
        |\s+in\s*\[\s*(?<value>'[^']*'|"[^"]*"|[^\s,\]'"]+)(?:\s*,\s*(?<value>'[^']*'|"[^"]*"|[^\s,\]'"]+))*\s*\])
        \s*(?:(?<close>\))\s*)*
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Term();

    [GeneratedRegex(@"\Gand(?=[\s(])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex And();
}
