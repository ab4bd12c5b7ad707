using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Access;

/// <summary>A caller's profile on its request.</summary>
static class ProfileAccess
{
    /// <summary>Finds the profile of each caller whose credential was good. What follows asks for it by <see cref="Profile(HttpContext)"/>.</summary>
    public static void UseProfiles(this IApplicationBuilder app)
    {
        // Without profiles there is nothing to find.
        if (app.ApplicationServices.GetRequiredService<IOptions<AccessOptions>>().Value.Profiles.Count == 0) return;
        var profiles = app.ApplicationServices.GetRequiredService<Profiles>();
        app.Use((context, next) =>
        {
            if (context.User.Identity?.IsAuthenticated == true) Note(context, profiles.Of(context.User));
            else context.Features.Set(new Found(null));
            return next(context);
        });
    }

    /// <summary>Null when nothing is allowed to the caller.</summary>
    public static Profile? Profile(this HttpContext context) => context.Features.Get<Found>() is { } found ? found.Profile : Access.Profile.Unlimited;

    static void Note(HttpContext context, Profile? profile)
    {
        context.Features.Set(new Found(profile));
        if (context.Record() is { } record) record.Profile = profile?.Name ?? "deny";
        if (profile?.Compatibility is { } compatibility) context.SetCompatibility(compatibility);
    }

    sealed record Found(Profile? Profile);
}
