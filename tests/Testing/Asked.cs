using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Rows;

namespace Netskope.Testing;

static class Asked
{
    /// <summary>The query of a caller who may see all rows.</summary>
    public static ConfinedQuery By(string? query) => ConfinedQuery.Of(AskedQuery.Of(query), RowRights.All);
}
