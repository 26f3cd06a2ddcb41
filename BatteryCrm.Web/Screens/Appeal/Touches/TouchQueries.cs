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
        return await Read(db, db.LeadTouches.Where(t => t.AppealId == appealId).OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Take(Most)).ToListAsync(cancellation);
    }

    /// <summary>Those behind the first, newest first.</summary>
    internal static IQueryable<Touch> Further(CrmDb db, Guid appealId) =>
        Read(db, db.LeadTouches.Where(t => t.AppealId == appealId && !t.IsFirst).OrderByDescending(t => t.CreatedAt).ThenByDescending(t => t.Id).Take(Most));

    private static IQueryable<Touch> Read(CrmDb db, IQueryable<LeadTouch> touches) => touches.Select(t => new Touch(
        t.Id, t.MessageId, t.CreatedAt, t.IsFirst, new LeadMarks(t.UtmSource, t.UtmMedium, t.UtmCampaign, t.UtmTerm, t.UtmContent, t.Code, t.AdId, t.ItemId),
        db.LeadSources.Where(s => s.Id == t.LeadSourceId).Select(s => s.Name).FirstOrDefault(), db.Channels.Where(c => c.Id == t.ChannelId).Select(c => c.Name).First(), t.Referrer, t.Landing));
}
