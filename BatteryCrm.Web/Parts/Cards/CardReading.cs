using BatteryCrm.Data;
using BatteryCrm.Web.Parts.People;
using Microsoft.EntityFrameworkCore;
using KnownPlatforms = BatteryCrm.Data.Channels.Platforms;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>Reads what stands beside an appeal; one statement.</summary>
public static class CardReading
{
    // More doubles or relatives of one person are counted, not read.
    private const int MostKin = 20;

    /// <returns>Null when this tenant has no such appeal.</returns>
    public static async Task<AppealCard?> ReadAsync(CrmDb db, Guid appealId, CancellationToken cancellation)
    {
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
                IsErased = client.ErasedAt != null,
                Doubles = (
                    from d in db.DuplicateCandidates
                    where d.OneClientId == client.Id || d.OtherClientId == client.Id
                    join c in db.Clients on d.OneClientId == client.Id ? d.OtherClientId : d.OneClientId equals c.Id
                    orderby c.Name
                    select new { c.Id, c.Name }).Take(MostKin).ToList(),
                Family = (
                    from l in db.ClientLinks
                    where l.OneClientId == client.Id || l.OtherClientId == client.Id
                    join c in db.Clients on l.OneClientId == client.Id ? l.OtherClientId : l.OneClientId equals c.Id
                    orderby c.Name
                    select new { c.Id, c.Name }).Take(MostKin).ToList(),
                Touches = db.LeadTouches.Count(t => t.AppealId == appeal.Id),
                FurtherTouches = db.LeadTouches.Count(t => t.AppealId == appeal.Id && !t.IsFirst),
                HasOthers = db.Appeals.Any(x => x.ClientId == appeal.ClientId && x.Id != appeal.Id),
                Channel = db.Channels.Where(x => x.Id == appeal.AdChannelId).Select(x => new { x.Name, x.Platform }).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellation);
        return read is null ? null : new AppealCard(
            appealId, read.ClientId, read.Name, read.Phone, read.HasPhone, read.Email, [.. KnownPlatforms.All.Where(read.Platforms.Contains)], read.Stage,
            read.Channel?.Name, read.Channel?.Platform, read.CreatedAt, read.HolderId, read.HolderName, read.WaitingSince, read.LastMessageType, read.Facts)
        {
            SnoozedUntil = read.SnoozedUntil, HasOthers = read.HasOthers, Touches = read.Touches, FurtherTouches = read.FurtherTouches, IsMuted = read.IsMuted is true, IsErased = read.IsErased,
            Kin = [.. read.Doubles.Select(d => new Kin(IsFamily: false, d.Id, d.Name)), .. read.Family.Select(f => new Kin(IsFamily: true, f.Id, f.Name))],
        };
    }
}
