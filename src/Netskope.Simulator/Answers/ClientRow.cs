using System.Text;
using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>A row of <c>/api/v1/clients</c>: always the same but for a running number, so that all are of one length.</summary>
static class ClientRow
{
    const string Opening = """{"attributes":""";
    const string Number = "##########";

    const string Attributes = """
        {"_id":"5f1c0a9e7d3b48##########","client_install_time":1700000000,"client_version":"120.0.0.17","device_id":"EX-##########",
        "host_info":{"device_make":"Example \/ Laptops","device_model":"Model <14> & dock","hostname":"WS-##########","managementID":"","migrated":null,
        "nsdeviceuid":"A9E7D3B4-##########","os":"Windows","os_version":"11.0 (\u958b\u767a)"},
        "last_event":{"actor":"System","event":"Tunnel Up","npa_status":"Steering disabled","status":"Enabled","timestamp":1700003600},
        "session_id":9151##########4807,"user_added_time":1699990000,"users":[{"_id":"b9d27e4410c8f6##########","device_classification_status":"Not Configured",
        "last_event":{"actor":"User","event":"Client Enabled","status":"Enabled","timestamp":1700003599},"organization_unit":"example.com\/Süd","user_source":"Manual",
        "username":"person-##########@example.com","userkey":"key-##########"}]}
        """;

    static readonly byte[] Row = Encoding.UTF8.GetBytes($"{Opening}{string.Concat(Attributes.Split('\n', StringSplitOptions.TrimEntries))}}}");

    static readonly int[] Places =
    [
        .. Enumerable.Range(0, Row.Length).Where(i => Row.AsSpan(i).StartsWith(Encoding.UTF8.GetBytes(Number))),
    ];

    public static int Length => Row.Length;

    public static void Write(Span<byte> bytes, int number)
    {
        Row.CopyTo(bytes);
        Span<byte> digits = stackalloc byte[Number.Length];
        for (var i = digits.Length - 1; i >= 0; i--, number /= 10)
        {
            digits[i] = (byte)('0' + (number % 10));
        }

        foreach (var place in Places)
        {
            digits.CopyTo(bytes[place..]);
        }
    }

    public static bool Matches(RowMatcher? matcher, int number)
    {
        if (matcher is null)
        {
            return true;
        }

        Span<byte> row = stackalloc byte[Length];
        Write(row, number);
        return matcher.Matches(row[Opening.Length..^1]);
    }
}
