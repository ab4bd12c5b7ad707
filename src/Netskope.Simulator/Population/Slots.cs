using System.Globalization;
using System.Text;

namespace Netskope.Simulator;

/// <summary>What may stand between double braces in a template: <c>name</c> or <c>name:argument</c>.</summary>
static class Slots
{
    public static Slot Parse(string slot)
    {
        var colon = slot.IndexOf(':', StringComparison.Ordinal);
        var (name, argument) = colon < 0 ? (slot, "") : (slot[..colon], slot[(colon + 1)..]);
        return name switch
        {
            "id" => static (ref row) =>
            {
                row.Hex((ulong)row.Key.Timestamp, 8);
                row.Hex(row.Key.RowSeed, 16);
            }
            ,
            "timestamp" => static (ref row) => row.Number(row.Key.Timestamp),
            "insertion" => static (ref row) => row.Number(row.Key.Insertion),
            "before" => Before(Number(argument)),
            "acked" => static (ref row) => row.Raw(row.Key.Acked ? "true"u8 : "false"u8),
            "type" => static (ref row) => row.Raw(Words.TypeNames[(int)row.Key.Type]),
            "person" => Shared(Words.People, argument, static (in row) => row.Person),
            "app" => Shared(Words.Apps, argument, static (in row) => row.App),
            "file" => Shared(Words.Files, argument, static (in row) => row.File),
            "from" => Shared(Words.Places, argument, static (in row) => row.From),
            "to" => Shared(Words.Places, argument, static (in row) => row.To),
            "one" => OneOf(argument),
            "int" => Between(argument),
            "any64" => static (ref row) => row.Number((long)row.Bits()),
            // Above 2^53 for certain: what a double cannot hold.
            "big" => static (ref row) => row.Number((long)((row.Bits() >> 2) | (1UL << 61))),
            "float" => Float(argument),
            "hex" => Hex(Number(argument)),
            "ip" => static (ref row) => Address(ref row, Words.DocumentationNetworks[row.Below(3)]),
            "privateip" => static (ref row) =>
            {
                row.Raw("10."u8);
                row.Number(row.Below(256));
                row.Raw("."u8);
                Address(ref row, "77."u8);
            }
            ,
            "standards" => static (ref row) => Repeat(ref row, Words.Standard, 1 + row.Below(4)),
            _ => throw new ArgumentException($"No slot is called {name}", nameof(slot)),
        };
    }

    delegate int Choice(in RowWriter row);

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static Slot Before(int most) => (ref row) => row.Number(row.Key.Timestamp - row.Below(most));

    static Slot Shared(string[][] table, string column, Choice choice)
    {
        var index = Array.IndexOf(table[0], column);
        var cells = table.Skip(1).Select(line => Encoding.UTF8.GetBytes(line[index])).ToArray();
        return (ref row) => row.Raw(cells[choice(row) % cells.Length]);
    }

    static Slot OneOf(string alternatives)
    {
        var choices = alternatives.Split('|').Select(Encoding.UTF8.GetBytes).ToArray();
        return (ref row) => row.Raw(choices[row.Below(choices.Length)]);
    }

    static Slot Between(string range)
    {
        var ends = range.Split("..");
        var (from, to) = (Number(ends[0]), Number(ends[1]));
        return (ref row) => row.Number(from + row.Below(to - from + 1));
    }

    // More digits than a double has: re-serialised, the bytes change.
    static Slot Float(string range)
    {
        var whole = Between(range);
        return (ref row) =>
        {
            whole(ref row);
            row.Raw("."u8);
            row.Digits(19);
            row.Raw("0"u8);
        };
    }

    static Slot Hex(int digits) => (ref row) =>
    {
        for (var left = digits; left > 0; left -= 16)
        {
            row.Hex(row.Bits(), Math.Min(left, 16));
        }
    };

    static void Address(ref RowWriter row, ReadOnlySpan<byte> network)
    {
        row.Raw(network);
        row.Number(1 + row.Below(254));
    }

    static void Repeat(ref RowWriter row, RowTemplate template, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (i > 0)
            {
                row.Raw(","u8);
            }

            template.Write(ref row);
        }
    }
}
