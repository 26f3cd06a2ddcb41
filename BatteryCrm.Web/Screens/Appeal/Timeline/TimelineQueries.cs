using BatteryCrm.Data;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Timeline;

/// <summary>An appeal of the client whose timeline is read.</summary>
/// <param name="Channel">Name of the channel of the first contact; null when there is none.</param>
/// <param name="Device">Null while unknown.</param>
public sealed record TimelineAppeal(Guid Id, DateTimeOffset CreatedAt, string Stage, string? Device, string? Channel, string? Platform);

/// <summary>Reads what a client and we have said in all appeals, on demand: two statements, and one for each further page.</summary>
public sealed class TimelineQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>The newest appeals of a client that a timeline shows.</summary>
    public const int MostAppeals = 100;

    /// <summary>The client's appeals, newest first; by ix_appeals_client_recent.</summary>
    public async Task<IReadOnlyList<TimelineAppeal>> AppealsAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await db.Appeals.Where(a => a.ClientId == clientId).OrderByDescending(a => a.CreatedAt).Take(MostAppeals).Select(a => new
        {
            a.Id, a.CreatedAt, a.Stage,
            Brand = db.Brands.Where(b => b.Id == a.BrandId).Select(b => b.Name).FirstOrDefault(),
            Model = db.Models.Where(m => m.Id == a.ModelId).Select(m => m.Name).FirstOrDefault(),
            Channel = db.Channels.Where(c => c.Id == a.AdChannelId).Select(c => new { c.Name, c.Platform }).FirstOrDefault(),
        }).ToListAsync(cancellation);
        return read.ConvertAll(a => new TimelineAppeal(a.Id, a.CreatedAt, a.Stage, DeviceText.Of(a.Brand, a.Model), a.Channel?.Name, a.Channel?.Platform));
    }

    /// <summary>The newest messages of all of them before a place in time, oldest first: as many of each appeal as a page could need, by ix_messages_history_conversation.</summary>
    /// <param name="before">Null starts at the newest.</param>
    public async Task<MessagePage> MessagesAsync(Guid clientId, MessageKey? before, int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var (at, id) = before ?? new MessageKey(DateTimeOffset.MaxValue, Guid.AllBitsSet);
        // By hand: "some of each" is translated to a window over all messages of the tenant.
        var messages = db.Messages.FromSql(
            $"""
            select m.* from (
                select ends.id from (select a.id from appeals a where a.client_id = {clientId} order by a.created_at desc limit {MostAppeals}) as appeal
                cross join lateral (
                    select h.id, h.created_at from messages_history h where h.appeal_id = appeal.id and (h.created_at, h.id) < ({at}, {id})
                    order by h.created_at desc, h.id desc limit {count + 1}) as ends
                order by ends.created_at desc, ends.id desc limit {count + 1}) as page
            join messages_history m on m.id = page.id
            """);
        var read = await MessageRow.From(db, messages).ToListAsync(cancellation);
        read.Sort(MessageKey.Compare);
        return new MessagePage([.. read.TakeLast(count)], read.Count > count);
    }
}
