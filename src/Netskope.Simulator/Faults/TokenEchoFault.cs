using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary>An error text that repeats the token the call came with.</summary>
sealed class TokenEchoFault(TokenForm form) : Fault
{
    public override Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var token = (context.Request.IsV2() ? context.Request.HeaderToken() : context.Features.GetRequiredFeature<Parameters>()["token"]) ?? "";
        return ErrorAnswer.WriteAsync(context, StatusCodes.Status200OK, ErrorAnswer.General, [$"No such search for '{Written(token)}' in this tenant"]);
    }

    string Written(string token) => form switch
    {
        TokenForm.CaseSwapped => string.Concat(token.Select(c => char.IsLower(c) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
        TokenForm.PercentEncoded => Uri.EscapeDataString(token),
        TokenForm.PercentEncodedWholly => Each(token, "%{0:X2}"),
        TokenForm.JsonEscaped => Each(token, "\\u{0:x4}"),
        TokenForm.Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(token)),
        TokenForm.Base64Url => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token)),
        TokenForm.Base64OfBody => Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"token":"{{token}}"}""")),
        _ => token,
    };

    static string Each(string token, string format) =>
        string.Concat(token.Select(c => string.Format(CultureInfo.InvariantCulture, format, (int)c)));
}
