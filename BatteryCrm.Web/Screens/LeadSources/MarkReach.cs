using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>What one source would catch of the touches that matched nothing: the same question for the preview and for the deed.</summary>
/// <param name="Touches">That match it, and nothing that is weightier.</param>
/// <param name="Appeals">That were opened by one of them and whose source nobody corrected, in the order of their ids.</param>
internal sealed record MarkReach(IReadOnlyList<Guid> Touches, IReadOnlyList<Guid> Appeals)
{
    public static LeadMarks Of(LeadTouch touch) => new(touch.UtmSource, touch.UtmMedium, touch.UtmCampaign, touch.UtmTerm, touch.UtmContent, touch.Code, touch.AdId, touch.ItemId);

    /// <param name="target">Among the active ones, or new: then the youngest.</param>
    public static async Task<MarkReach> ReadAsync(CrmDb db, LeadSourceRule target, CancellationToken cancellation)
    {
        var sources = (await db.LeadSources.AsNoTracking().Where(s => s.IsActive).OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(cancellation)).ConvertAll(LeadSourceRule.Of);
        if (!sources.Exists(s => s.Id == target.Id)) sources.Add(target);
        var touches = (await Candidates(db, target.Marks).Select(t => new
        {
            t.Id, t.AppealId, t.IsFirst, t.UtmSource, t.UtmMedium, t.UtmCampaign, t.UtmTerm, t.UtmContent, t.Code, t.AdId, t.ItemId,
            IsFree = db.Appeals.Any(a => a.Id == t.AppealId && a.LeadSourceCorrectedAt == null),
        }).ToListAsync(cancellation))
            .FindAll(t => LeadSourceMatching.Find(sources, new LeadMarks(t.UtmSource, t.UtmMedium, t.UtmCampaign, t.UtmTerm, t.UtmContent, t.Code, t.AdId, t.ItemId))?.Id == target.Id);
        return new MarkReach(touches.ConvertAll(t => t.Id), [.. touches.Where(t => t.IsFirst && t.IsFree).Select(t => t.AppealId).Distinct().Order()]);
    }

    // What surely does not fit stays in the database; the rules decide the rest.
    private static IQueryable<LeadTouch> Candidates(CrmDb db, LeadMarks marks)
    {
        var hasUtm = Fit(marks.UtmSource) is not null || Fit(marks.UtmMedium) is not null || Fit(marks.UtmCampaign) is not null || Fit(marks.UtmTerm) is not null || Fit(marks.UtmContent) is not null;
        return db.LeadTouches.FromSql(
            $"""
            select t.* from lead_touches t
            cross join (select lower({Fit(marks.UtmSource)}) as source, lower({Fit(marks.UtmMedium)}) as medium, lower({Fit(marks.UtmCampaign)}) as campaign, lower({Fit(marks.UtmTerm)}) as term,
                lower({Fit(marks.UtmContent)}) as content, lower({Fit(marks.Code)}) as code) m
            where t.tenant_id = {db.TenantId} and t.lead_source_id is null and (
                ({hasUtm} and (m.source is null or lower(t.utm_source) = m.source) and (m.medium is null or lower(t.utm_medium) = m.medium) and (m.campaign is null or lower(t.utm_campaign) = m.campaign)
                    and (m.term is null or lower(t.utm_term) = m.term) and (m.content is null or lower(t.utm_content) = m.content))
                or m.code in (lower(t.code), lower(t.ad_id), lower(t.item_id)))
            """);
    }

    private static string? Fit(string? mark) => mark?.Trim() is { Length: > 0 } text ? text : null;
}
