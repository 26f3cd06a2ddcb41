using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Makes a planned price the price when its day begins in the tenant's zone; any number of nodes may look, each becomes so once. The services' triggers tell the consoles. What was quoted before stays
/// quoted: appeals keep their own sums. By ix_service_prices_due, which holds only what is planned.
/// </summary>
internal sealed class PriceClock(CrmDataSources sources, TimeProvider clock, ILogger<PriceClock> log) : ClockRound(TimeSpan.FromSeconds(20), clock, log)
{
    /// <summary>Prices of one round, the earliest first; more come with the next.</summary>
    private const int Most = 1000;

    // A day begins nowhere earlier than 14 hours before it does in UTC. Of two that are due for one service the later day counts. Service and plan are locked both: what another node has is passed over.
    internal const string Sql = """
        with days as materialized (
            select t.tenant_id, tenant_day(t.tenant_id, $1) as day from (select distinct tenant_id from service_prices where applied_at is null and valid_from <= ($1 at time zone 'UTC')::date + 1) t
        ), due as (
            select p.id, p.tenant_id, p.service_id, p.price_rub, p.labour_rub, p.duration_minutes, p.valid_from
            from service_prices p join days d on d.tenant_id = p.tenant_id join services s on s.tenant_id = p.tenant_id and s.id = p.service_id
            where p.applied_at is null and p.valid_from <= d.day order by p.valid_from, p.id limit $2 for no key update of p, s skip locked
        ), newest as (
            select distinct on (service_id) * from due order by service_id, valid_from desc
        ), priced as (
            update services s set price_rub = n.price_rub, labour_rub = coalesce(n.labour_rub, s.labour_rub), duration_minutes = coalesce(n.duration_minutes, s.duration_minutes), updated_at = $1
            from newest n where s.tenant_id = n.tenant_id and s.id = n.service_id returning s.id, s.labour_rub, s.duration_minutes
        )
        update service_prices p set applied_at = $1, labour_rub = coalesce(p.labour_rub, s.labour_rub), duration_minutes = coalesce(p.duration_minutes, s.duration_minutes)
        from due join priced s on s.id = due.service_id where p.id = due.id
        """;

    /// <returns>How many planned prices have come.</returns>
    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = Clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
