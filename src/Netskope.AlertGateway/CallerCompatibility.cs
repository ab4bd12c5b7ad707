using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway;

/// <summary>How strict the face towards a caller is: as its profile says; before the caller is known, and where its profile says nothing, as <c>Gateway:Compatibility</c> does.</summary>
static class CallerCompatibility
{
    public static Compatibility Compatibility(this HttpContext context) =>
        context.Features.Get<Own>()?.Value ?? context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.Compatibility;

    public static void SetCompatibility(this HttpContext context, Compatibility compatibility) => context.Features.Set(new Own(compatibility));

    sealed record Own(Compatibility Value);
}
