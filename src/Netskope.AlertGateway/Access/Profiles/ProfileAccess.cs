using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Access;

/// <summary>A caller's profile on its request.</summary>
static class ProfileAccess
{
    /// <summary>Finds the profile of each caller whose credential was good. What follows asks for it by <see cref="Profile(HttpContext)"/>.</summary>
    public static void UseProfiles(this IApplicationBuilder app)
    {
        var profiles = app.ApplicationServices.GetRequiredService<Profiles>();
        app.Use((context, next) =>
        {
            if (context.User.Identity?.IsAuthenticated == true) Note(context, profiles.Of(context.User));
            return next(context);
        });
    }

    /// <summary>Null when nothing is allowed to the caller.</summary>
    public static Profile? Profile(this HttpContext context) => context.Features.Get<Profile>();

    static void Note(HttpContext context, Profile? profile)
    {
        context.Features.Set(profile);
        if (ReferenceEquals(profile, Access.Profile.Unlimited)) return;
        if (context.Record() is { } record) record.Profile = profile?.Name ?? "deny";
        if (profile?.Compatibility is { } compatibility) context.SetCompatibility(compatibility);
    }
}
