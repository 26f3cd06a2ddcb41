using System.Runtime.CompilerServices;
using BatteryCrm.Data;
using BatteryCrm.Data.Reports;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>What a source cost on a day.</summary>
/// <param name="Amount">Roubles.</param>
public sealed record CostRow(Guid SourceId, string Source, DateOnly Day, decimal Amount);

/// <summary>What became of writing a cost.</summary>
/// <param name="Meanwhile">What somebody else has written since it was read; null = it was written.</param>
public sealed record CostWritten(decimal? Meanwhile, bool IsConflict);

/// <summary>What became of a file of costs: all of it is written, or nothing.</summary>
/// <param name="Problems">Lines and what is wrong with them; empty = written.</param>
public sealed record CostsRead(int Lines, IReadOnlyList<(int Line, CostProblem Problem)> Problems);

/// <summary>Costs of advertising, typed or out of a file. For managers and admins.</summary>
public sealed class CostActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Sources that can cost something, by name.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> SourcesAsync(CancellationToken cancellation)
    {
        Demand();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sources = await db.LeadSources.Where(s => s.IsActive).Join(db.SalesChannels, s => s.SalesChannelId, c => c.Id, (s, c) => new { s.Id, Name = c.Name + " · " + s.Name }).ToListAsync(cancellation);
        return [.. sources.OrderBy(s => s.Name, StringComparer.CurrentCulture).Select(s => (s.Id, s.Name))];
    }

    /// <summary>Of some days, the newest first; by ix_lead_costs_day.</summary>
    public async Task<IReadOnlyList<CostRow>> ReadAsync(DateOnly from, DateOnly until, CancellationToken cancellation)
    {
        Demand();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.LeadCosts.Where(c => c.Day >= from && c.Day <= until).Join(db.LeadSources, c => c.LeadSourceId, s => s.Id, (c, s) => new { c, s.Name })
            .OrderByDescending(r => r.c.Day).ThenBy(r => r.Name).Select(r => new CostRow(r.c.LeadSourceId, r.Name, r.c.Day, r.c.AmountRub)).ToListAsync(cancellation);
    }

    /// <param name="seen">What stood there when it was read; null = nothing did.</param>
    /// <param name="amount">Roubles; null takes it away.</param>
    public async Task<CostWritten> WriteAsync(Guid sourceId, DateOnly day, decimal? seen, decimal? amount, CancellationToken cancellation)
    {
        Demand();
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var row = db.LeadCosts.Where(c => c.LeadSourceId == sourceId && c.Day == day);
        int written;
        if (seen is { } old)
        {
            written = amount is { } sum
                ? await row.Where(c => c.AmountRub == old).ExecuteUpdateAsync(c => c.SetProperty(x => x.AmountRub, sum).SetProperty(x => x.UpdatedAt, now), cancellation)
                : await row.Where(c => c.AmountRub == old).ExecuteDeleteAsync(cancellation);
        }
        else
        {
            written = await db.Database.ExecuteSqlAsync(
                $"insert into lead_costs (id, tenant_id, lead_source_id, day, amount_rub, created_at, updated_at) values ({Ids.New()}, {db.TenantId}, {sourceId}, {day}, {amount ?? 0}, {now}, {now}) on conflict do nothing",
                cancellation);
        }

        return written == 1 ? new CostWritten(null, IsConflict: false) : new CostWritten(await row.Select(c => (decimal?)c.AmountRub).SingleOrDefaultAsync(cancellation), IsConflict: true);
    }

    /// <summary>Lines of day, source (its name or code) and amount: see <see cref="CostSheet"/>. What stands for a day already is replaced.</summary>
    public async Task<CostsRead> ImportAsync(byte[] file, CancellationToken cancellation)
    {
        Demand();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sources = new Dictionary<string, Guid?>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in await db.LeadSources.Where(s => s.IsActive).Select(s => new { s.Id, s.Name, s.Code }).ToListAsync(cancellation))
            foreach (var word in new[] { source.Name, source.Code }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)) sources[word.Trim()] = sources.ContainsKey(word.Trim()) ? null : source.Id;

        var (rows, problems) = await CostSheet.ReadAsync(file, sources, cancellation);
        if (problems.Count > 0 || rows.Count == 0) return new CostsRead(rows.Count, problems);
        var now = time.GetUtcNow();
        var keys = rows.Keys.ToList();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into lead_costs (id, tenant_id, lead_source_id, day, amount_rub, created_at, updated_at)
            select gen_random_uuid(), {db.TenantId}, c.source, c.day, c.amount, {now}, {now}
            from unnest({keys.ConvertAll(k => k.Source).ToArray()}, {keys.ConvertAll(k => k.Day).ToArray()}, {keys.ConvertAll(k => rows[k]).ToArray()}) c (source, day, amount)
            on conflict (tenant_id, lead_source_id, day) do update set amount_rub = excluded.amount_rub, updated_at = excluded.updated_at
            """,
            cancellation);
        return new CostsRead(rows.Count, []);
    }

    private void Demand([CallerMemberName] string deed = "")
    {
        if (!current.MayAsManager(deed)) throw new UnauthorizedAccessException("Costs are written by managers.");
    }
}
