using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>What each of the serving roles may do at all; <c>Data/Isolation/grants.txt</c> is the agreed list.</summary>
public sealed class RolesTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    [Fact]
    public async Task Grants_OfTheServingRoles_AreTheAgreedOnes()
    {
        var real = await Catalogue.AllAsync(
            tenants.Database.OwnerSources.App,
            """
            select (grantee || ' ' || name || ': ' || string_agg(what, ', ' order by what))::text from (
                select a.grantee::regrole::text as grantee, c.relname::text as name, lower(a.privilege_type) as what
                from pg_class c, aclexplode(c.relacl) a
                where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and a.grantee <> c.relowner
                union all
                select a.grantee::regrole::text, c.relname::text, lower(a.privilege_type) || ' (' || string_agg(t.attname, ', ' order by t.attname) || ')'
                from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
                where c.relnamespace = 'public'::regnamespace and a.grantee <> c.relowner group by 1, 2, a.privilege_type
                union all
                select case a.grantee when 0 then 'public' else a.grantee::regrole::text end, p.proname::text || '()', lower(a.privilege_type)
                from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                where p.pronamespace = 'public'::regnamespace and a.grantee <> p.proowner and p.prorettype <> 'trigger'::regtype
                    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                ) g group by grantee, name order by 1
            """,
            r => r.GetString(0));

        var agreed = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Data", "Isolation", "grants.txt"))).Where(line => !line.StartsWith('#')).ToList();
        var differences = real.Except(agreed, StringComparer.Ordinal).Select(line => "+ " + line).Concat(agreed.Except(real, StringComparer.Ordinal).Select(line => "- " + line)).ToList();
        Assert.True(differences.Count == 0, "The grants are not those of grants.txt (+ is not agreed, - is missing):\n" + string.Join('\n', differences));
    }

    [Fact]
    public async Task ServingRoles_Always_AreNoMembersOfTheOwnerAndMakeNothing()
    {
        foreach (var role in (string[])["batterycrm_app", "batterycrm_worker", "batterycrm_platform"])
        {
            Assert.False(await tenants.Database.ScalarAsync<bool>($"select pg_has_role('{role}', 'batterycrm_owner', 'member')"), role + " may become the owner");
            Assert.False(await tenants.Database.ScalarAsync<bool>($"select has_schema_privilege('{role}', 'public', 'create')"), role + " may create tables");
            Assert.False(await tenants.Database.ScalarAsync<bool>($"select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = '{role}'"), role + " is too mighty");
        }
    }

    [Fact]
    public async Task Platform_ClientData_IsOutOfReach()
    {
        foreach (var table in await ProbedTable.AllAsync(tenants.Database.OwnerSources.App))
        {
            // Tenants are what the platform is about; of people and their log it sees those that belong to no tenant.
            var condition = table.Name is "tenants" ? "false" : table.Owner is "user_id" ? $"user_id in ('{await PersonAsync(tenants.A)}', '{await PersonAsync(tenants.B)}')" : "tenant_id is not null";
            await using var command = tenants.Database.Sources.Platform.CreateCommand($"select count(*)::int from {table.Name} where {condition}");
            var outcome = await Outcomes.OfAsync(async () => (int)(await command.ExecuteScalarAsync())!);
            Assert.True(outcome is Outcome.NoGrant or Outcome.Hidden, table.Name);
        }

        await using var db = tenants.Database.Db(null);
        Assert.Equal(2, await db.Tenants.CountAsync());
        Assert.Equal(1, await db.Operators.CountAsync());
        await Assert.ThrowsAsync<PostgresException>(() => db.Clients.IgnoreQueryFilters().CountAsync());
    }

    [Fact]
    public async Task OperatorActions_ForThoseWhoServe_AreAppendOnly()
    {
        foreach (var source in (NpgsqlDataSource[])[tenants.Database.Sources.App, tenants.Database.Sources.Worker, tenants.Database.Sources.Platform])
            foreach (var sql in (string[])["update operator_actions set details = null", "delete from operator_actions", "truncate operator_actions"])
            {
                await using var command = source.CreateCommand(sql);
                Assert.Equal(Outcome.NoGrant, await Outcomes.OfAsync(() => command.ExecuteNonQueryAsync()));
            }
    }

    [Fact]
    public async Task Worker_Operators_ShowNoSecrets()
    {
        foreach (var column in (string[])["password_hash", "security_stamp", "session_token", "fcm_token", "email"])
        {
            await using var command = tenants.Database.Sources.Worker.CreateCommand($"select {column} from operators");
            Assert.Equal(Outcome.NoGrant, await Outcomes.OfAsync(async () => (await command.ExecuteScalarAsync()) is null ? 0 : 1));
        }
    }

    [Fact]
    public async Task Factory_TenantNotSet_Throws()
    {
        await using var provider = new ServiceCollection().AddCrmDb(tenants.Database.Sources).BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();

        Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContext());
    }

    [Fact]
    public async Task Factory_ScopesOfTwoTenantsAndThePlatform_ActAsTheRightRole()
    {
        var provider = new ServiceCollection().AddCrmDb(CrmDataSources.ForServing(tenants.Database.ConnectionString)).BuildServiceProvider();
        await using (provider)
            foreach (var (tenant, role, clients) in ((Guid?, string, int)[])[(tenants.A, "batterycrm_app", 2), (tenants.B, "batterycrm_app", 2), (null, "batterycrm_platform", 0)])
            {
                await using var scope = provider.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenant);
                await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContextAsync();
                Assert.Equal(role, await db.Database.SqlQueryRaw<string>("select current_user::text as \"Value\"").SingleAsync());
                if (tenant is not null) Assert.Equal(clients, await db.Clients.CountAsync());
            }
    }

    private async Task<Guid> PersonAsync(Guid tenant) => await tenants.Database.ScalarAsync<Guid>($"select id from operators where tenant_id = '{tenant}'");
}
