using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Screens.Appeal.Fields;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.AppealMeta;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.AppealMeta;

/// <summary>A tenant with an admin who says what is shown.</summary>
internal sealed record VisibilityWorld(TestDatabase Database, FieldWorld Fields, Guid Admin)
{
    public Guid Tenant => Fields.Tenant;

    public VisibilityActions Actions => ActionsOf(Roles.Admin);

    public VisibilityQueries Queries => new(Database.Factory(Tenant, Admin));

    public VisibilityVersions Versions => new(Database.Factory(Tenant, Admin));

    public static async Task<VisibilityWorld> MakeAsync(TestDatabase database)
    {
        var fields = await FieldWorld.MakeAsync(database);
        return new VisibilityWorld(database, fields, await database.Given.OperatorAsync(fields.Tenant, Roles.Admin, name: "Олег"));
    }

    public VisibilityActions ActionsOf(string role)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Admin, Tenant, "Олег", role));
        return new VisibilityActions(Database.Factory(Tenant, Admin), current);
    }

    public Task<Guid> DealAsync(string code) => Fields.DealAsync(code);

    public async Task<VisibilityOutcome> SetAsync(string parameter, string deal, bool isShown) => await Actions.SetAsync([new Cell(parameter, await DealAsync(deal))], isShown, default);

    /// <summary>What is hidden: "cost/spam".</summary>
    public async Task<string[]> HiddenAsync()
    {
        var matrix = await Queries.MatrixAsync(default);
        return [.. matrix.Hidden.Select(h => $"{h.ParameterId}/{matrix.Deals.Single(d => d.Id == h.DealTypeId).Code}").Order(StringComparer.Ordinal)];
    }
}
