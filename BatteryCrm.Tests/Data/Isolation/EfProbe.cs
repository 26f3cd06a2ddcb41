using System.Linq.Expressions;
using System.Reflection;
using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>
/// The same through EF, over every entity of the model: reading through row-level security alone (query filters off) and through the query filter alone (as the
/// owner, whom row-level security does not bind), and saving changes of the other tenant's rows.
/// </summary>
internal sealed class EfProbe(TwoTenants tenants)
{
    private static readonly MethodInfo Generic = typeof(EfProbe).GetMethod(nameof(EntityAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
    private readonly List<string> breaches = [];

    public static async Task<(IReadOnlyList<string> Breaches, int Entities)> RunAsync(TwoTenants tenants)
    {
        await using var db = tenants.Database.OwnerDb();
        var entities = db.Model.GetEntityTypes().Where(e => !e.IsOwned() && !ProbedTable.Platform.Contains(e.GetTableName()!)).Select(e => e.ClrType).ToList();
        var probe = new EfProbe(tenants);
        foreach (var entity in entities) await (Task)Generic.MakeGenericMethod(entity).Invoke(probe, null)!;
        return (probe.breaches, entities.Count);
    }

    private async Task EntityAsync<T>()
        where T : class
    {
        await using var owner = tenants.Database.OwnerDb();
        var all = await owner.Set<T>().AsNoTracking().CountAsync();
        var ofB = await owner.Set<T>().AsNoTracking().Where(Of<T>(owner, tenants.B)).ToListAsync();
        var ofA = await owner.Set<T>().AsNoTracking().CountAsync(Of<T>(owner, tenants.A));
        if (ofB.Count == 0 || ofA == 0)
        {
            breaches.Add($"{typeof(T).Name}: {nameof(TwoTenants)} has no rows of it");
            return;
        }

        await ReadAsync<T>("through row-level security", tenants.Database.Db(tenants.A), ignoreFilter: true, ofA, all);

        // Identity's own tables have no filter of their own: they are read by the operator's id, and row-level security follows the operator.
        if (owner.Model.FindEntityType(typeof(T))!.FindProperty("UserId") is null)
            await ReadAsync<T>("through the query filter", new CrmDb(CrmDbOptions.For<CrmDb>(tenants.Database.OwnerSources.App)) { TenantId = tenants.A }, ignoreFilter: false, ofA, all);

        await SaveAsync("changing", ofB[0], EntityState.Modified, Outcome.Hidden);
        await SaveAsync("removing", ofB[0], EntityState.Deleted, Outcome.Hidden);
        await SaveAsync("adding", ofB[0], EntityState.Added, Outcome.Policy);
    }

    private async Task ReadAsync<T>(string how, CrmDb db, bool ignoreFilter, int own, int all)
        where T : class
    {
        await using (db)
        {
            var query = ignoreFilter ? db.Set<T>().AsNoTracking().IgnoreQueryFilters() : db.Set<T>().AsNoTracking();
            var seen = await query.CountAsync();
            var others = await query.CountAsync(Of<T>(db, tenants.B));
            if (others > 0) breaches.Add($"{typeof(T).Name}: {others} rows of the other tenant are read {how}");

            // What is neither tenant's is seen only if it is shared.
            var shared = typeof(T) == typeof(BatteryCrm.Data.Knowledge.KnowledgeEntry) ? 1 : 0;
            if (seen != own + shared) breaches.Add($"{typeof(T).Name}: {seen} of {all} rows are read {how}, {own} are the tenant's");
        }
    }

    private async Task SaveAsync<T>(string what, T row, EntityState state, Outcome refusal)
        where T : class
    {
        var wrong = await SaveAsync(tenants.A, row, state);
        var right = await SaveAsync(tenants.B, row, state);
        if (wrong == Outcome.NoGrant && right == Outcome.NoGrant) return;
        if (wrong != refusal) breaches.Add($"{typeof(T).Name}: {what} another tenant's row: {wrong}");

        // The row is there already and others hang on it: that its keys object shows that it was reached.
        if (right is not (Outcome.Done or Outcome.Reference or Outcome.Unique)) breaches.Add($"{typeof(T).Name}: {what} the own row: {right}, so the refusal proves nothing");
    }

    private async Task<Outcome> SaveAsync<T>(Guid tenant, T row, EntityState state)
        where T : class
    {
        await using var db = tenants.Database.Db(tenant);
        Assert.Equal("batterycrm_app", await db.Database.SqlQueryRaw<string>("select current_user::text as \"Value\"").SingleAsync());
        await using var undone = await db.Database.BeginTransactionAsync();
        var counters = db.Model.FindEntityType(typeof(T))!.GetProperties().Where(p => p.GetValueGenerationStrategy() == NpgsqlValueGenerationStrategy.IdentityAlwaysColumn).ToList();
        if (state == EntityState.Added) counters.ForEach(c => c.PropertyInfo!.SetValue(row, 0L));

        // As a whole, with what the row owns as JSON.
        _ = state switch { EntityState.Added => db.Add(row), EntityState.Modified => db.Update(row), _ => db.Remove(row) };
        if (state == EntityState.Modified) counters.Where(c => !c.IsKey()).ToList().ForEach(c => db.Entry(row).Property(c.Name).IsModified = false);
        try
        {
            return await Outcomes.OfAsync(() => db.SaveChangesAsync());
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private static Expression<Func<T, bool>> Of<T>(CrmDb db, Guid tenant)
        where T : class
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        if (entity.FindProperty("TenantId") is { } property)
            return property.ClrType == typeof(Guid) ? row => EF.Property<Guid>(row, "TenantId") == tenant : row => EF.Property<Guid?>(row, "TenantId") == tenant;
        if (entity.FindProperty("UserId") is not null)
            return row => db.Set<BatteryCrm.Data.Operators.Operator>().IgnoreQueryFilters().Any(o => o.Id == EF.Property<Guid>(row, "UserId") && o.TenantId == tenant);
        return row => EF.Property<Guid>(row, "Id") == tenant;
    }
}
