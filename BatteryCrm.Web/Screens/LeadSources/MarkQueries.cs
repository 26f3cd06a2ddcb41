using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Marks that matched nothing, and what was decided of such.</summary>
public sealed class MarkQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Groups of one page.</summary>
    public const int PageSize = 50;

    /// <summary>Decisions that are shown with their way back.</summary>
    public const int MostDeeds = 20;

    private const string SampleColumns = "t.utm_source, t.utm_medium, t.utm_campaign, t.utm_term, t.utm_content, t.code, t.ad_id, t.item_id";

    /// <summary>By ix_lead_touches_unmatched.</summary>
    /// <param name="after">The last group of the page before; null starts at the first.</param>
    public async Task<MarkPage> PageAsync(MarkPlace? after, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        const string sql = $$"""
            select g.marks_key, g.appeals, g.first_at, g.last_at, l.*, a.id as appeal_id, c.name as client from (
                select t.marks_key, count(distinct t.appeal_id)::int as appeals, min(t.created_at) as first_at, max(t.created_at) as last_at from lead_touches t
                where t.tenant_id = {0} and t.lead_source_id is null
                    and not exists (select from mark_decisions d where d.tenant_id = {0} and d.marks_key = t.marks_key and d.kind = 'hidden' and d.undone_at is null)
                group by t.marks_key having {1}::int is null or (count(distinct t.appeal_id), max(t.created_at), t.marks_key) < ({1}, {2}, {3})
                order by 2 desc, 4 desc, 1 desc limit {4}
            ) g cross join lateral (
                select {{SampleColumns}}, t.landing, t.appeal_id as of from lead_touches t
                where t.tenant_id = {0} and t.marks_key = g.marks_key and t.lead_source_id is null order by t.created_at desc limit 1
            ) l join appeals a on a.tenant_id = {0} and a.id = l.of join clients c on c.tenant_id = {0} and c.id = a.client_id
            order by g.appeals desc, g.last_at desc, g.marks_key desc
            """;
        var read = await db.Database.SqlQueryRaw<GroupRead>(
            sql, db.TenantId!.Value, Parameter(after?.Appeals, NpgsqlTypes.NpgsqlDbType.Integer), Parameter(after?.LastAt, NpgsqlTypes.NpgsqlDbType.TimestampTz), Parameter(after?.Key, NpgsqlTypes.NpgsqlDbType.Text), PageSize + 1)
            .ToListAsync(cancellation);
        return new MarkPage([.. read.Take(PageSize).Select(g => new MarkGroup(g.MarksKey, g.Appeals, g.FirstAt, g.LastAt, g.Marks, g.AppealId, g.Client, g.Landing))], read.Count > PageSize);
    }

    /// <summary>The latest decisions that stand; by ix_mark_decisions_recent.</summary>
    public async Task<IReadOnlyList<MarkDeed>> DeedsAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        const string sql = $$"""
            select d.id, d.kind, s.name as source, coalesce(jsonb_array_length(d.applied -> 'appeals'), 0) as appeals, d.made_at, coalesce(o.name, o.username) as who, l.*
            from (select * from mark_decisions d where d.tenant_id = {0} and d.undone_at is null order by d.made_at desc limit {1}) d
            left join lead_sources s on s.tenant_id = {0} and s.id = (d.applied ->> 'source')::uuid
            left join operators o on o.tenant_id = {0} and o.id = d.operator_id
            left join lateral (select {{SampleColumns}} from lead_touches t where t.tenant_id = {0} and t.marks_key = d.marks_key and t.lead_source_id is null and d.kind = 'hidden' order by t.created_at desc limit 1) l on true
            order by d.made_at desc
            """;
        var read = await db.Database.SqlQueryRaw<DeedRead>(sql, db.TenantId!.Value, MostDeeds).ToListAsync(cancellation);
        return read.ConvertAll(d => new MarkDeed(d.Id, d.Kind, d.Source, d.Marks is { IsEmpty: false } marks ? marks : null, d.Appeals, d.MadeAt, d.Who));
    }

    /// <returns>Null when nothing of the group is unmatched any more.</returns>
    public async Task<MarkStart?> StartAsync(string key, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var latest = await db.LeadTouches.Where(t => t.MarksKey == key && t.LeadSourceId == null).OrderByDescending(t => t.CreatedAt)
            .Select(t => new { Touch = t, ChannelSales = db.Channels.Where(c => c.Id == t.ChannelId).Select(c => c.SalesChannelId).FirstOrDefault() }).FirstOrDefaultAsync(cancellation);
        if (latest is null) return null;
        var marks = MarkReach.Of(latest.Touch);
        var sources = await db.LeadSources.AsNoTracking().Where(s => s.IsActive).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(cancellation);
        var fits = LeadSourceMatching.Find(sources.ConvertAll(LeadSourceRule.Of), marks) is { } rule ? sources.Find(s => s.Id == rule.Id) : null;
        var alike = marks.UtmSource is { } from ? sources.Find(s => string.Equals(s.UtmSource?.Trim(), from, StringComparison.OrdinalIgnoreCase)) : null;
        var sales = await db.SalesChannels.Where(s => s.IsActive).OrderBy(s => s.Name).Select(s => new MarkSource(s.Id, s.Name)).ToListAsync(cancellation);

        // A source has the marks by which the group is one; what else stood beside them is no rule.
        var rules = marks.HasUtm ? marks with { Code = null, AdId = null, ItemId = null } : new LeadMarks(Code: marks.Code ?? marks.AdId ?? marks.ItemId);
        return new MarkStart(rules, MarkText.NameOf(marks), alike?.SalesChannelId ?? latest.ChannelSales, fits is null ? null : new MarkSource(fits.Id, fits.Name), sales);
    }

    private static Npgsql.NpgsqlParameter Parameter(object? value, NpgsqlTypes.NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private sealed record GroupRead(
        string MarksKey, int Appeals, DateTimeOffset FirstAt, DateTimeOffset LastAt, string? UtmSource, string? UtmMedium, string? UtmCampaign, string? UtmTerm, string? UtmContent,
        string? Code, string? AdId, string? ItemId, string? Landing, Guid AppealId, string? Client)
    {
        public LeadMarks Marks => new(UtmSource, UtmMedium, UtmCampaign, UtmTerm, UtmContent, Code, AdId, ItemId);
    }

    private sealed record DeedRead(
        Guid Id, string Kind, string? Source, int Appeals, DateTimeOffset MadeAt, string? Who, string? UtmSource, string? UtmMedium, string? UtmCampaign, string? UtmTerm, string? UtmContent,
        string? Code, string? AdId, string? ItemId)
    {
        public LeadMarks Marks => new(UtmSource, UtmMedium, UtmCampaign, UtmTerm, UtmContent, Code, AdId, ItemId);
    }
}
