using System.Globalization;
using System.Net;

namespace Netskope.AlertGateway.Edge;

/// <summary>An entry of <c>Gateway:KnownProxies</c>: an address, or a range in CIDR notation (RFC 4632, 3.1).</summary>
static class ProxyRange
{
    const string Neither = "which is neither an address nor a range of them; write such as 10.0.0.7, 10.0.0.0/24 or 2001:db8::/64";

    /// <summary>An address as the range that holds it alone.</summary>
    public static IPNetwork Parse(string text)
    {
        Split(text, out var address, out var bits);
        return new IPNetwork(address!, bits);
    }

    /// <summary>What is wrong with it, and what to write; null when it is fine.</summary>
    public static string? Fault(string text)
    {
        if (!Split(text, out var address, out var bits)) return Neither;
        if (bits == 0) return "which is everybody: then any caller could write any address; write those of the proxies";
        var first = First(address!, bits);
        return first.Equals(address) ? null : $"whose address is not the first of the range; write {first}/{bits} for all of the range, or {address} for one of it";
    }

    static bool Split(string text, out IPAddress? address, out int bits)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var most = 0;
        if (TryReadAddress(slash < 0 ? text : text[..slash], out address)) most = address!.GetAddressBytes().Length * 8;
        bits = most;
        return most > 0 && (slash < 0 || (int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits <= most));
    }

    static bool TryReadAddress(string text, out IPAddress? address)
    {
        // The parser also takes 1 for 0.0.0.1, octal digits, a zone and, behind brackets, a port.
        if (!IPAddress.TryParse(text, out address) || text.AsSpan().ContainsAny('[', '%') || address.IsIPv4MappedToIPv6) return false;
        return text.Contains(':', StringComparison.Ordinal) || address.ToString() == text;
    }

    static IPAddress First(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = bits; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }
}
