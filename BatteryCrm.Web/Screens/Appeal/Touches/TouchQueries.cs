using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Touches;

/// <summary>A message that said where the client came from.</summary>
/// <param name="Source">What its marks matched; null when they matched nothing.</param>
/// <param name="Channel">In which it came.</param>
public sealed record Touch(Guid Id, Guid MessageId, DateTimeOffset At, bool IsFirst, LeadMarks Marks, string? Source, string Channel, string? Referrer, string? Landing);

/// <summary>The touches of an appeal.</summary>
public sealed class TouchQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Touches of one read: who presses a link day after day.</summary>
    public const int Most = 50;

    /// <summary>The first ones, oldest first; by ix_lead_touches_appeal.</summary>
    public async Task<IReadOnlyList<Touch>> ReadAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await Of(db, appealId).OrderBy(t => t.At).Take(Most).ToListAsync(cancellation);
    }

    internal static IQueryable<Touch> Of(CrmDb db, Guid appealId) =>
        from t in db.LeadTouches
        where t.AppealId == appealId
        join c in db.Channels on t.ChannelId equals c.Id
        select new Touch(
            t.Id, t.MessageId, t.CreatedAt, t.IsFirst, new LeadMarks(t.UtmSource, t.UtmMedium, t.UtmCampaign, t.UtmTerm, t.UtmContent, t.Code, t.AdId, t.ItemId),
            db.LeadSources.Where(s => s.Id == t.LeadSourceId).Select(s => s.Name).FirstOrDefault(), c.Name, t.Referrer, t.Landing);
}
