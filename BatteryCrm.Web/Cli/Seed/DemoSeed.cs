using System.Text.Json.Nodes;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Setup;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>What the seed did.</summary>
internal enum SeedOutcome
{
    Seeded,

    /// <summary>There is a tenant already: nothing was written.</summary>
    NotEmpty,
}

/// <summary>
/// The demo data of an empty installation: «РемТочка» with three months of work behind it, and «Мобильный доктор» so that isolation can be seen. Finished rows,
/// written in one transaction: interrupted, it leaves nothing. The same moment gives the same data, ids apart.
/// </summary>
/// <param name="owner">Contexts of the owner of the tables, without a tenant.</param>
/// <param name="sealCredentials">Platform and clear credentials in, the column's JSON out.</param>
internal sealed class DemoSeed(IDbContextFactory<CrmDb> owner, Func<string, JsonObject, string> sealCredentials, TimeProvider time)
{
    private const int MessageCount = 900;

    public async Task<SeedOutcome> RunAsync(CancellationToken cancellation)
    {
        await using var db = await owner.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Two seeds at once: the second waits and then finds a tenant.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('batterycrm.seed'))", cancellation);
        if (await db.Tenants.AnyAsync(cancellation)) return SeedOutcome.NotEmpty;

        var now = time.GetUtcNow();
        db.Operators.Add(DemoShop.Operator("platform@demo.test", "Платформа", Roles.Platform, tenantId: null, locationId: null, now));
        await AddTenantAsync(db, "remtochka", isFull: true, now, cancellation);
        await AddTenantAsync(db, "mobi", isFull: false, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return SeedOutcome.Seeded;
    }

    private async Task AddTenantAsync(CrmDb db, string name, bool isFull, DateTimeOffset now, CancellationToken cancellation)
    {
        var file = DemoFiles.Shop(name);
        var scope = new DemoScope(Ids.New(), now, TimeSpan.FromHours(file.UtcOffsetHours), randomSeed: 20251120);
        var shop = DemoShop.Add(scope, name, sealCredentials);
        db.AddRange(scope.Take());
        await PlatformRows.AddDefaultVisibilityAsync(db, scope.TenantId, cancellation);
        SetDates(db, scope.Day(400, TimeSpan.FromHours(9)));
        await db.SaveChangesAsync(cancellation); // masters get their numbers

        var dealTypes = await db.DealTypes.ToDictionaryAsync(d => d.Code, d => d.Id, StringComparer.Ordinal, cancellation);
        var people = DemoPeople.Add(scope, name);
        if (isFull) AddFullHistory(shop, people, dealTypes);
        else DemoSmallShop.AddHistory(shop, people, dealTypes);
        db.AddRange(scope.Take());
        await db.SaveChangesAsync(cancellation);

        // What was written in its final state moved nothing: reports count it from the log and the messages.
        await db.Database.ExecuteSqlAsync($"select recount_report_facts({scope.TenantId})", cancellation);
        db.ChangeTracker.Clear();
    }

    /// <summary>The catalogue is as old as the shop, not as the seed.</summary>
    private static void SetDates(CrmDb db, DateTimeOffset opened)
    {
        foreach (var entry in db.ChangeTracker.Entries().Where(e => e.State == EntityState.Added))
            foreach (var date in entry.Properties.Where(p => p.Metadata.Name is "CreatedAt" or "UpdatedAt" && p.CurrentValue is DateTimeOffset value && value == default))
                date.CurrentValue = opened;
    }

    private static void AddFullHistory(DemoShop shop, DemoPeople people, Dictionary<string, Guid> dealTypes)
    {
        var scope = shop.Scope;
        var appeals = new DemoPlan(scope).Build();
        var formSentAt = appeals.Single(a => a.Given == DemoTwelve.Form).Start;
        people.AddDuplicates();
        people.AddMerge(shop.Operators[0], formSentAt);

        new DemoCasting(shop, people, new DemoCalendar(shop)).Cast(appeals);
        var talk = new DemoTalk(shop);
        foreach (var appeal in appeals) talk.Compose(appeal);
        DemoTouches.Add(scope, appeals);
        Fill(scope, appeals, talk);

        var times = new DemoTimes(shop);
        var history = new DemoHistory(shop, people, dealTypes);
        foreach (var appeal in appeals)
        {
            times.Lay(appeal);
            history.Write(appeal);
        }

        new DemoLog(shop).WriteOffice(people, shop.Operators[0]);
        DemoCosts.Add(shop);
    }

    /// <summary>Small talk until there are as many messages as the demo wants.</summary>
    private static void Fill(DemoScope scope, IReadOnlyList<DemoAppeal> appeals, DemoTalk talk)
    {
        var missing = MessageCount - appeals.Sum(a => a.Lines.Count);

        // Chance may say more than is wanted: what goes out by rule is not missed.
        foreach (var appeal in appeals.TakeWhile(_ => missing < 0)) missing += appeal.Lines.RemoveAll(l => l.Moment is Moment.Review or Moment.Reminder);
        for (var added = 1; missing > 1 && added > 0;)
        {
            added = 0;
            foreach (var appeal in scope.Shuffle(appeals).TakeWhile(_ => missing > 1))
            {
                var lines = talk.AddSmallTalk(appeal);
                (added, missing) = (added + lines, missing - lines);
            }
        }

        var polite = appeals.First(a => a.IsCompleted && a.Lines[^1].Moment is Moment.After or Moment.Ready);
        if (missing == 1) polite.Say(Speaker.Client, "👍", Moment.After);
        else if (missing != 0) throw new InvalidOperationException($"The conversations of the demo miss {missing} messages of {MessageCount}.");
    }
}
