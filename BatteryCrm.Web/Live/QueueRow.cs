using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Live;

/// <summary>
/// One appeal as the queue shows it. Read by a screen when it opens, then once per change and node by <see cref="LiveReads"/> and handed to every console of the tenant.
/// </summary>
/// <param name="ClientName">Null when the platform gave no name.</param>
/// <param name="Device">Brand and model, or null while unknown.</param>
/// <param name="LastMessageType">client, operator or agent; null for an appeal without messages.</param>
/// <param name="WaitingSince">Since when the client waits for us; null when nobody waits.</param>
/// <param name="HolderId">The operator who holds the appeal; null when it is free.</param>
/// <param name="Platform">Of the channel in which the client wrote last; null when it has none.</param>
/// <param name="DraftPending">An AI draft waits for approval.</param>
public sealed record QueueRow(
    Guid AppealId,
    Guid ClientId,
    string? ClientName,
    string? Device,
    string Stage,
    string? LastMessageType,
    string? LastMessagePreview,
    DateTimeOffset? LastMessageAt,
    DateTimeOffset? WaitingSince,
    Guid? HolderId,
    string? HolderName,
    Guid? ChannelId,
    string? Platform,
    bool DraftPending,
    DateTimeOffset CreatedAt)
{
    /// <summary>Null while nobody has said what kind of deal it is.</summary>
    public Guid? DealTypeId { get; init; }

    /// <summary>Put off until then; null when it is not.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>The client is blocked.</summary>
    public bool IsMuted { get; init; }

    /// <summary>The client was erased on request.</summary>
    public bool IsErased { get; init; }

    /// <summary>The row of every given activity; the caller filters, sorts and limits the activities (each tab has its index there).</summary>
    public static IQueryable<QueueRow> From(CrmDb db, IQueryable<AppealActivity> activities) =>
        from activity in activities
        join appeal in db.Appeals on activity.AppealId equals appeal.Id
        join client in db.Clients on appeal.ClientId equals client.Id
        join b in db.Brands on appeal.BrandId equals (Guid?)b.Id into brands
        from brand in brands.DefaultIfEmpty()
        join m in db.Models on appeal.ModelId equals (Guid?)m.Id into models
        from model in models.DefaultIfEmpty()
        join c in db.Channels on activity.LastChannelId equals (Guid?)c.Id into channels
        from channel in channels.DefaultIfEmpty()
        join o in db.Operators on activity.HolderId equals (Guid?)o.Id into holders
        from holder in holders.DefaultIfEmpty()
        select new QueueRow(
            appeal.Id, client.Id, client.Name, model != null ? model.Name : brand != null ? brand.Name : null, appeal.Stage,
            activity.LastMessageType, activity.LastMessagePreview, activity.LastMessageAt, activity.WaitingSince,
            activity.HolderId, holder != null ? holder.Name ?? holder.UserName : null,
            activity.LastChannelId, channel != null ? channel.Platform : null, appeal.PendingOperatorApproval, appeal.CreatedAt)
        {
            DealTypeId = appeal.DealTypeId, SnoozedUntil = activity.SnoozedUntil, IsMuted = activity.IsMuted, IsErased = client.ErasedAt != null,
        };
}
