using BatteryCrm.Data;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>What every part of the demo data shares for one tenant: the rows made so far, the moment of seeding, the shop's clock and one random sequence, so that two seeds of one moment are alike.</summary>
/// <param name="now">The moment of seeding; nothing that "happened" lies after it.</param>
/// <param name="offset">The shop's distance to UTC. Fixed, so that a machine without time-zone data seeds the same.</param>
internal sealed class DemoScope(Guid tenantId, DateTimeOffset now, TimeSpan offset, int randomSeed)
{
    // The numbers need to look alive, not to be unguessable.
    private readonly Random random = new(randomSeed);
    private List<object> rows = [];

    public Guid TenantId => tenantId;

    public DateTimeOffset Now => now;

    /// <summary>Keeps the row for the database and marks it as the tenant's.</summary>
    public T Add<T>(T row)
        where T : class
    {
        if (row is ITenantRow owned) owned.TenantId = tenantId;
        rows.Add(row);
        return row;
    }

    /// <summary>All rows since the last call.</summary>
    public IReadOnlyList<object> Take()
    {
        var taken = rows;
        rows = [];
        return taken;
    }

    public T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    public bool Chance(double share) => random.NextDouble() < share;

    /// <summary>From <paramref name="from"/> up to and including <paramref name="to"/>.</summary>
    public int Between(int from, int to) => random.Next(from, to + 1);

    public TimeSpan Minutes(int from, int to) => TimeSpan.FromSeconds(random.Next(from * 60, (to * 60) + 1));

    public TimeSpan Seconds(int from, int to) => TimeSpan.FromSeconds(random.Next(from, to + 1));

    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        var list = items.ToArray();
        random.Shuffle(list);
        return [.. list];
    }

    /// <summary>The same instant on the shop's wall clock.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(offset);

    /// <summary>The shop's calendar day, <paramref name="days"/> before the day of seeding (negative: after), at a time of its clock; in UTC.</summary>
    public DateTimeOffset Day(int days, TimeSpan time)
    {
        var local = Local(now).Date.AddDays(-days) + time;
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
