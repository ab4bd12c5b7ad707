using Netskope.AlertGateway.Rows;
using Netskope.Query;

namespace Netskope.AlertGateway.Access;

/// <summary>Makes a profile of its settings, which have been checked.</summary>
static class ProfileReader
{
    public static Profile Read(ProfileSettings settings, IReadOnlyList<string> knownFields)
    {
        Restriction.TryRead(settings.Restriction, knownFields, out var restriction, out _);
        var hidden = HiddenFields.Of(settings.Remove, settings.Mask);
        var types = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (settings.AlertTypes.Count > 0) types.Add("alerts", settings.AlertTypes);
        if (settings.EventTypes.Count > 0) types.Add("events", settings.EventTypes);
        return new()
        {
            Name = settings.Name,
            Resources = settings.Resources.Count > 0 ? settings.Resources.ToHashSet(StringComparer.Ordinal) : null,
            Types = types,
            Rights = new(restriction, hidden),
            AlertRights = new(And(restriction, OfTypes(settings.AlertTypes)), hidden),
            WidestWindow = settings.WidestWindow,
            LargestLimit = settings.LargestLimit,
            Rate = new(settings.RequestsPerMinute, settings.Concurrent),
            Compatibility = settings.Compatibility,
        };
    }

    // Netskope does not list "in" for this field.
    static Condition? OfTypes(IReadOnlyList<string> types) =>
        types.Count == 0 ? null : Junction.Of(Connective.Or, [.. types.Select(type => new Term("alert_type", Operator.Eq, new QueryValue(type)))]);

    static Condition? And(Condition? a, Condition? b) => a is null || b is null ? a ?? b : Junction.Of(Connective.And, a, b);
}
