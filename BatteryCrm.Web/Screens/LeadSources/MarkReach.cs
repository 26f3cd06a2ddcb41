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
        var (source, medium, campaign, term, content, code) = (Low(marks.UtmSource), Low(marks.UtmMedium), Low(marks.UtmCampaign), Low(marks.UtmTerm), Low(marks.UtmContent), Low(marks.Code));
        var hasUtm = source is not null || medium is not null || campaign is not null || term is not null || content is not null;
        return db.LeadTouches.Where(t => t.LeadSourceId == null && (
            (hasUtm && (source == null || t.UtmSource!.ToLower() == source) && (medium == null || t.UtmMedium!.ToLower() == medium) && (campaign == null || t.UtmCampaign!.ToLower() == campaign)
                && (term == null || t.UtmTerm!.ToLower() == term) && (content == null || t.UtmContent!.ToLower() == content))
            || (code != null && (t.Code!.ToLower() == code || t.AdId!.ToLower() == code || t.ItemId!.ToLower() == code))));
    }

    private static string? Low(string? mark) => mark?.Trim() is { Length: > 0 } text ? text.ToLowerInvariant() : null;
}
