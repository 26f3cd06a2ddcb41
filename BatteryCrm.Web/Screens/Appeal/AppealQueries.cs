using BatteryCrm.Data;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Appeal.Fields;
using Microsoft.EntityFrameworkCore;
using KnownPlatforms = BatteryCrm.Data.Channels.Platforms;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What an open appeal reads for itself; further messages come live.</summary>
public sealed class AppealQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Messages of one read.</summary>
    public const int PageSize = 50;

    /// <returns>Null when this tenant has no such appeal.</returns>
    public async Task<AppealCard?> CardAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await (
            from appeal in db.Appeals
            where appeal.Id == appealId
            join client in db.Clients on appeal.ClientId equals client.Id
            join a in db.AppealActivity on appeal.Id equals a.AppealId into activities
            from activity in activities.DefaultIfEmpty()
            join o in db.Operators on activity.HolderId equals (Guid?)o.Id into holders
            from holder in holders.DefaultIfEmpty()
            select new
            {
                appeal.ClientId, appeal.Stage, appeal.CreatedAt, client.Name, client.Phone, client.HasPhone, client.Email,
                activity.WaitingSince, activity.SnoozedUntil, IsMuted = (bool?)activity.IsMuted, activity.LastMessageType, activity.HolderId, HolderName = holder != null ? holder.Name ?? holder.UserName : null,
                Platforms = db.ClientIdentities.Where(i => i.ClientId == client.Id).Select(i => i.Platform).Distinct().ToList(),
                Facts = new CardFacts
                {
                    DealTypeId = appeal.DealTypeId,
                    DealType = db.DealTypes.Where(x => x.Id == appeal.DealTypeId).Select(x => x.Name).FirstOrDefault(),
                    DealCode = db.DealTypes.Where(x => x.Id == appeal.DealTypeId).Select(x => x.Code).FirstOrDefault(),
                    Type = appeal.Type,
                    LeadSourceId = appeal.LeadSourceId,
                    LeadSource = db.LeadSources.Where(x => x.Id == appeal.LeadSourceId).Select(x => x.Name).FirstOrDefault(),
                    SalesChannel = db.SalesChannels.Where(x => x.Id == appeal.SalesChannelId).Select(x => x.Name).FirstOrDefault(),
                    RepairTypeId = appeal.RepairTypeId,
                    RepairType = db.RepairTypes.Where(x => x.Id == appeal.RepairTypeId).Select(x => x.Name).FirstOrDefault(),
                    IssueTypeId = appeal.IssueTypeId,
                    IssueType = db.IssueTypes.Where(x => x.Id == appeal.IssueTypeId).Select(x => x.Name).FirstOrDefault(),
                    IssueId = appeal.IssueId,
                    Issue = db.Issues.Where(x => x.Id == appeal.IssueId).Select(x => x.Name).FirstOrDefault(),
                    DeviceTypeId = appeal.DeviceTypeId,
                    DeviceType = db.DeviceTypes.Where(x => x.Id == appeal.DeviceTypeId).Select(x => x.Name).FirstOrDefault(),
                    BrandId = appeal.BrandId,
                    Brand = db.Brands.Where(x => x.Id == appeal.BrandId).Select(x => x.Name).FirstOrDefault(),
                    ModelId = appeal.ModelId,
                    Model = db.Models.Where(x => x.Id == appeal.ModelId).Select(x => x.Name).FirstOrDefault(),
                    PartsOwner = appeal.PartsOwner, Cost = appeal.EstimatedCost, Minutes = appeal.EstimatedTime, Problem = appeal.ProblemDescription,
                    AppointmentAt = appeal.AppointmentDatetime, LiveskladOrder = appeal.LiveskladOrderId,
                    Has = new ClientMarks(client.HasTelegram, client.HasWhatsapp, client.HasPhone, client.HasYandex, client.HasGoogle, client.HasInstagram, client.HasAvito),
                },
                HasOthers = db.Appeals.Any(x => x.ClientId == appeal.ClientId && x.Id != appeal.Id),
                Channel = db.Channels.Where(x => x.Id == appeal.AdChannelId).Select(x => new { x.Name, x.Platform }).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellation);
        return read is null ? null : new AppealCard(
            appealId, read.ClientId, read.Name, read.Phone, read.HasPhone, read.Email, [.. KnownPlatforms.All.Where(read.Platforms.Contains)], read.Stage,
            read.Channel?.Name, read.Channel?.Platform, read.CreatedAt, read.HolderId, read.HolderName, read.WaitingSince, read.LastMessageType, read.Facts)
        {
            SnoozedUntil = read.SnoozedUntil, HasOthers = read.HasOthers, IsMuted = read.IsMuted is true,
        };
    }

    /// <summary>The newest messages before a place in the conversation, oldest first; by ix_messages_history_conversation.</summary>
    /// <param name="before">Null starts at the newest.</param>
    public async Task<MessagePage> MessagesAsync(Guid appealId, MessageKey? before, int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var messages = db.Messages.Where(m => m.AppealId == appealId);
        if (before is { CreatedAt: var at, Id: var id })
            messages = messages.Where(m => EF.Functions.LessThan(ValueTuple.Create(m.CreatedAt, m.Id), ValueTuple.Create(at, id)));
        var read = await MessageRow.From(db, messages.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(count + 1)).ToListAsync(cancellation);
        read.Sort(MessageKey.Compare);
        return new MessagePage([.. read.TakeLast(count)], read.Count > count);
    }
}

/// <summary>Some messages of a conversation, oldest first.</summary>
public sealed record MessagePage(IReadOnlyList<MessageRow> Messages, bool HasOlder);

/// <summary>The place of a message in its conversation.</summary>
public sealed record MessageKey(DateTimeOffset CreatedAt, Guid Id)
{
    public static MessageKey Of(MessageRow message) => new(message.CreatedAt, message.Id);

    /// <summary>Less than zero when the first was written earlier.</summary>
    public static int Compare(MessageRow first, MessageRow second)
    {
        var byTime = first.CreatedAt.CompareTo(second.CreatedAt);
        return byTime != 0 ? byTime : first.Id.CompareTo(second.Id);
    }
}
