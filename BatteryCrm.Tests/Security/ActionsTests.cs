using System.Globalization;
using System.Reflection;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Data.Isolation;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Platform;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatteryCrm.Tests.Security;

/// <summary>
/// Who may do what: every deed of every screen is tried by each role with ids of another tenant, and who was refused – which the log has to tell – is compared with <c>actions.txt</c>, so that a new deed is
/// decided and not forgotten. Nothing of the other tenant changes, and nothing that is an admin's by the hand of others.
/// </summary>
public sealed class ActionsTests : IAsyncLifetime
{
    private static readonly string[] RolesTried = [Roles.Operator, Roles.Manager, Roles.Admin, Roles.Platform];

    // What only admins change. Saved replies are also everybody's own.
    private static readonly string[] OfAdmins =
    [
        "device_types", "brands", "models", "repair_types", "issue_types", "issues", "services", "masters", "locations", "sales_channels", "lead_sources", "appeal_meta_visibility", "channels", "tenant_configs",
    ];

    private readonly KeptLog log = new();
    private readonly ConsoleNode node;

    public ActionsTests() => node = new ConsoleNode { IsAsleep = true, Configure = s => s.AddSingleton<ILoggerProvider>(log) };

    public Task InitializeAsync() => node.InitializeAsync();

    public Task DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task EveryDeed_IsOpenToThoseWhomTheTableNames_AndReachesNobodyElsesRows()
    {
        var two = new TwoTenants { Database = node.Database };
        await two.FillBothAsync();
        var deeds = typeof(CatalogueActions).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false, IsNested: false } && IsOfDeeds(t)).OrderBy(t => t.Name, StringComparer.Ordinal)
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => typeof(Task).IsAssignableFrom(m.ReturnType)).OrderBy(m => m.Name, StringComparer.Ordinal)).ToList();
        var open = deeds.ToDictionary(m => m, _ => new List<string>());
        var others = await RowsAsync(two.B, await TablesAsync());
        foreach (var role in RolesTried)
        {
            Guid? tenant = role == Roles.Platform ? null : two.A;
            var person = await node.Database.Given.OperatorAsync(tenant, role, $"{role}@tried.test");
            var own = await RowsAsync(two.A, OfAdmins);

            // What a tenant has the platform's role of the database does not reach at all (RolesTests).
            foreach (var deed in deeds.Where(d => tenant is not null || d.DeclaringType == typeof(TenantActions)))
                if (!await IsRefusedAsync(deed, new OperatorIdentity(person, tenant, role, role), new ForeignArguments(node.Database, two.B))) open[deed].Add(role);
            Assert.Equal(others, await RowsAsync(two.B, await TablesAsync()));
            if (role != Roles.Admin) Assert.Equal(own, await RowsAsync(two.A, OfAdmins));
        }

        var told = string.Join('\n', broken.Append(string.Empty)) + string.Join('\n', open.GroupBy(o => $"{o.Key.DeclaringType!.Name}.{o.Key.Name}", o => string.Join(", ", o.Value), StringComparer.Ordinal).Select(g => $"{g.Key}: {string.Join(" / ", g.Distinct(StringComparer.Ordinal))}"));
        var expected = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Security", "actions.txt"))).ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0 && l[0] != '#');
        Assert.True(string.Equals(string.Join('\n', expected), told, StringComparison.Ordinal), "The table does not say what is so:\n" + told);
    }

    private static bool IsOfDeeds(Type type) => type.Namespace?.StartsWith("BatteryCrm.Web", StringComparison.Ordinal) is true
        && (type.Name.EndsWith("Actions", StringComparison.Ordinal) || type.Name is "CatalogueMerging" or "CatalogueImport" or "PriceBulk" or "PricePlans" or "ImportDesk");

    // A refusal is in the log; what the database does not let a role do at all needs none of ours.
    private readonly SortedSet<string> broken = new(StringComparer.Ordinal);

    private async Task<bool> IsRefusedAsync(MethodInfo deed, OperatorIdentity who, ForeignArguments arguments)
    {
        await using var scope = node.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(who.TenantId, who.Id);
        scope.ServiceProvider.GetRequiredService<CurrentOperator>().Set(who);
        var before = log.Lines.Count;
        try
        {
            var target = scope.ServiceProvider.GetRequiredService(deed.DeclaringType!);
            await (Task)deed.Invoke(target, await arguments.OfAsync(deed, scope.ServiceProvider))!;
        }
        catch (Exception e) when (Root(e) is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What was made up may be nonsense to who is let in; which deeds that ends early stands in the table too.
            if (who.Role is Roles.Admin) broken.Add($"{deed.DeclaringType!.Name}.{deed.Name} !{Root(e).GetType().Name}");
        }

        return log.Lines.Skip(before).Any(l => l.Contains("was refused", StringComparison.Ordinal) && l.Contains(who.Id.ToString(), StringComparison.Ordinal));
    }

    private static Exception Root(Exception e) => e.InnerException is { } inner ? Root(inner) : e;

    private async Task<IReadOnlyList<string>> TablesAsync() => (await node.Database.ScalarAsync<string>(
        "select string_agg(c.table_name, ' ' order by c.table_name) from information_schema.columns c join pg_tables t on t.tablename = c.table_name and t.schemaname = 'public' where c.table_schema = 'public' and c.column_name = 'tenant_id'"))!.Split(' ');

    /// <summary>A digest of each table's rows of a tenant.</summary>
    private async Task<string> RowsAsync(Guid tenant, IEnumerable<string> tables)
    {
        var parts = tables.Select(t => string.Create(CultureInfo.InvariantCulture, $"select '{t}' as name, md5(coalesce(string_agg(r::text, ' ' order by r::text), '')) as rows from {t} r where tenant_id = '{tenant}'"));
        return (await node.Database.ScalarAsync<string>($"select string_agg(name || ' ' || rows, E'\\n' order by name) from ({string.Join(" union all ", parts)}) d"))!;
    }
}
