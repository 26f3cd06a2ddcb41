using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Catalog;

/// <summary>A tenant with an admin, an appeal and a bot; rows are made by the very actions.</summary>
internal sealed record CatalogueWorld(TestDatabase Database, Guid Tenant, Guid Admin, Guid Appeal)
{
    public static readonly string[] Editable = [.. CatalogueKinds.All.Where(k => !k.IsReadOnly).Select(k => k.Slug)];

    public CatalogueQueries Queries => new(Database.Factory(Tenant, Admin));

    public CatalogueActions Actions => ActionsOf(Roles.Admin);

    public CatalogueMerging Merging => MergingOf(Roles.Admin);

    public CatalogueImport Import => ImportOf(Roles.Admin);

    public static async Task<CatalogueWorld> MakeAsync(TestDatabase database)
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.ChannelAsync(tenant);
        return new CatalogueWorld(database, tenant, await database.Given.OperatorAsync(tenant, Roles.Admin, name: "Олег"), await database.Given.AppealAsync(tenant));
    }

    public CatalogueActions ActionsOf(string role) => new(Database.Factory(Tenant, Admin), Me(role));

    public CatalogueMerging MergingOf(string role) => new(Database.Factory(Tenant, Admin), Me(role), Queries, TimeProvider.System);

    public CatalogueImport ImportOf(string role) => new(Database.Factory(Tenant, Admin), Me(role));

    public async Task<CatalogueRow> AddAsync(CatalogueKind kind, string name, params (string Column, string? Value)[] with)
    {
        var result = await Actions.SaveAsync(kind, null, await WantedAsync(kind, name, with), default);
        Assert.True(result.IsDone, string.Join(", ", result.Problems));
        return result.Row!;
    }

    /// <summary>Enough for a row; what it has to refer to is made.</summary>
    public async Task<Dictionary<string, string?>> WantedAsync(CatalogueKind kind, string name, params (string Column, string? Value)[] with)
    {
        var wanted = new Dictionary<string, string?>(StringComparer.Ordinal) { [kind.Name.Column] = name };
        foreach (var (column, value) in with) wanted[column] = value;
        foreach (var field in kind.Fields.Where(f => !wanted.ContainsKey(f.Column)))
        {
            wanted[field.Column] = field.First ?? (!field.IsRequired ? null : field.Kind switch
            {
                FieldKind.Reference => (await AddAsync(CatalogueKinds.Find(field.To)!, $"{field.To} {Ids.New():N}")).Id,
                FieldKind.Money => "4900",
                _ => $"{field.Column} …",
            });
        }

        return wanted;
    }

    /// <summary>Under which both rows of a merge have to stand.</summary>
    public async Task<(string, string?)[]> ParentAsync(CatalogueKind kind) =>
        kind.Parent is { } parent ? [(parent, (await AddAsync(CatalogueKinds.Find(kind.Field(parent).To)!, $"P {Ids.New():N}")).Id)] : [];

    public async Task<CatalogueRow> ReadAsync(CatalogueKind kind, string id) => await Queries.OneAsync(kind, id, default) ?? throw new InvalidOperationException("The row is gone.");

    private CurrentOperator Me(string role)
    {
        var me = new CurrentOperator();
        me.Set(new OperatorIdentity(Admin, Tenant, "Олег", role));
        return me;
    }
}
