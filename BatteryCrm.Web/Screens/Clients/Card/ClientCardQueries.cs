using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Clients;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>What the card of a client reads: a statement for each section, on one connection.</summary>
public sealed class ClientCardQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>Appeals and notes of one read.</summary>
    public const int PageRows = 20;

    // Devices, merges and others with one number: more of them nobody looks through.
    private const int Most = 20;

    /// <summary>The client to whom this one leads, over any chain; himself when he was not merged.</summary>
    public async Task<Guid> MasterOfAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await ClientMasters.OfAsync(db, clientId, cancellation);
    }

    /// <returns>Null when the tenant has no such client.</returns>
    public async Task<ClientCard?> ReadAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await db.Database.OpenConnectionAsync(cancellation);
        var card = await db.Clients.Where(c => c.Id == clientId).Select(c => new ClientCard(c.Id, c.Name, c.Phone, c.Email, c.HasPhone, c.Unsubscribed, c.BlockedAt, c.CreatedAt)
        {
            ErasedAt = c.ErasedAt, HasYandex = c.HasYandex, HasGoogle = c.HasGoogle, HasInstagram = c.HasInstagram,
            Appeals = db.Appeals.Count(a => a.ClientId == c.Id),
            Completed = db.Appeals.Count(a => a.ClientId == c.Id && a.Stage == Stages.Completed),
            Money = db.Appeals.Where(a => a.ClientId == c.Id && a.Stage == Stages.Completed).Sum(a => a.EstimatedCost) ?? 0,
        }).SingleOrDefaultAsync(cancellation);
        if (card is null) return null;

        var family = await (
            from link in db.ClientLinks
            where link.OneClientId == clientId || link.OtherClientId == clientId
            join c in db.Clients on link.OneClientId == clientId ? link.OtherClientId : link.OneClientId equals c.Id
            orderby c.Name
            select new ClientOption(c.Id, c.Name, c.Phone)).Take(Most).ToListAsync(cancellation);
        var relatives = family.ConvertAll(f => f.Id);
        return card with
        {
            Identities = await db.ClientIdentities.Where(i => i.ClientId == clientId).OrderBy(i => i.Platform).ThenBy(i => i.CreatedAt).ThenBy(i => i.Id)
                .Select(i => new ClientIdentityRow(i.Id, i.Platform, i.ExternalId, i.Username, i.DisplayName, i.CreatedAt)).ToListAsync(cancellation),
            // What was only typed in a chat may be about somebody else.
            Contacts = await db.ClientContacts.Where(k => k.ClientId == clientId && k.Source != ContactSources.Chat).OrderBy(k => k.CreatedAt).ThenBy(k => k.Id)
                .Select(k => new ClientContactRow(k.Id, k.Kind, k.Value, k.Typed, k.IsVerified)).ToListAsync(cancellation),
            Tags = await db.ClientTags.Where(t => t.ClientId == clientId).OrderBy(t => t.TagKey).Select(t => t.Tag).ToListAsync(cancellation),
            SameNumber = card.Phone is null ? [] : [.. (await WithPhoneAsync(db, card.Phone, clientId, cancellation)).Where(o => !relatives.Contains(o.Id))],
            Notes = await NotesAsync(db, clientId, null, cancellation),
            Timeline = await AppealsAsync(db, clientId, null, cancellation),
            Devices = await DevicesAsync(db, clientId, cancellation),
            Merges = await (
                from m in db.ClientMerges
                join c in db.Clients on m.MergedClientId equals c.Id
                where m.MasterClientId == clientId
                orderby m.MergedAt descending
                select new ClientMergeRow(m.Id, c.Name, m.MergedAt)).Take(Most).ToListAsync(cancellation),
            Family = family,
        };
    }

    /// <summary>Notes below one of them, newest first; by ix_client_notes_client.</summary>
    public async Task<IReadOnlyList<ClientNoteRow>> NotesAsync(Guid clientId, ClientNoteRow below, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await NotesAsync(db, clientId, below, cancellation);
    }

    /// <summary>Appeals below one of them, newest first; by ix_appeals_client_recent.</summary>
    public async Task<IReadOnlyList<ClientAppealRow>> AppealsAsync(Guid clientId, ClientAppealRow below, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await AppealsAsync(db, clientId, below, cancellation);
    }

    /// <summary>Clients with a number, whether it is their first or a further one; by ix_clients_tenant_phone and ix_client_contacts_whose. Who was merged is not among them.</summary>
    /// <param name="phone">E.164.</param>
    /// <param name="except">Whose number it is anyway; null = nobody's.</param>
    public async Task<IReadOnlyList<ClientOption>> WithPhoneAsync(string phone, Guid? except, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await WithPhoneAsync(db, phone, except, cancellation);
    }

    private static Task<List<ClientOption>> WithPhoneAsync(CrmDb db, string phone, Guid? except, CancellationToken cancellation)
    {
        var further = db.ClientContacts.Where(k => k.Kind == ContactKinds.Phone && k.Value == phone && k.Source != ContactSources.Chat).Select(k => k.ClientId);
        var ids = db.Clients.Where(c => c.Phone == phone).Select(c => c.Id).Union(further);
        return (
            from id in ids
            join c in db.Clients on id equals c.Id
            where c.Id != except && !db.ClientMerges.Any(m => m.MergedClientId == c.Id)
            orderby c.CreatedAt
            select new ClientOption(c.Id, c.Name, c.Phone)).Take(Most).ToListAsync(cancellation);
    }

    private async Task<List<ClientNoteRow>> NotesAsync(CrmDb db, Guid clientId, ClientNoteRow? below, CancellationToken cancellation)
    {
        var me = current.Id;
        var notes = db.ClientNotes.Where(n => n.ClientId == clientId && n.DeletedAt == null);
        if (below is { CreatedAt: var at, Id: var id }) notes = notes.Where(n => EF.Functions.LessThan(ValueTuple.Create(n.CreatedAt, n.Id), ValueTuple.Create(at, id)));
        return await (
            from n in notes.OrderByDescending(n => n.CreatedAt).ThenByDescending(n => n.Id).Take(PageRows)
            join o in db.Operators on n.OperatorId equals o.Id
            orderby n.CreatedAt descending, n.Id descending
            select new ClientNoteRow(n.Id, n.Body, o.Name ?? o.UserName, n.OperatorId == me, n.CreatedAt, n.EditedAt)).ToListAsync(cancellation);
    }

    private static Task<List<ClientAppealRow>> AppealsAsync(CrmDb db, Guid clientId, ClientAppealRow? below, CancellationToken cancellation)
    {
        var appeals = db.Appeals.Where(a => a.ClientId == clientId);
        if (below is { CreatedAt: var at, Id: var id }) appeals = appeals.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.CreatedAt, a.Id), ValueTuple.Create(at, id)));
        return (
            from a in appeals.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id).Take(PageRows)
            join v in db.AppealActivity on a.Id equals v.AppealId
            join b in db.Brands on a.BrandId equals (Guid?)b.Id into brands
            from brand in brands.DefaultIfEmpty()
            join m in db.Models on a.ModelId equals (Guid?)m.Id into models
            from model in models.DefaultIfEmpty()
            join c in db.Channels on v.LastChannelId ?? a.AdChannelId equals (Guid?)c.Id into channels
            from channel in channels.DefaultIfEmpty()
            join o in db.Operators on v.HolderId equals (Guid?)o.Id into holders
            from holder in holders.DefaultIfEmpty()
            orderby a.CreatedAt descending, a.Id descending
            select new ClientAppealRow(
                a.Id, a.CreatedAt, a.Stage, brand != null ? brand.Name : null, model != null ? model.Name : null, a.ProblemDescription, a.EstimatedCost,
                channel != null ? channel.Platform : null, channel != null ? channel.Name : null, holder != null ? holder.Name ?? holder.UserName : null, v.LastMessageAt)).ToListAsync(cancellation);
    }

    private static Task<List<ClientDevice>> DevicesAsync(CrmDb db, Guid clientId, CancellationToken cancellation) => db.Database.SqlQuery<ClientDevice>(
        $"""
        select b.name as brand, m.name as model, max(coalesce(a.completed_at, a.updated_at)) as at, count(*)::int as times
        from appeals a left join brands b on b.tenant_id = a.tenant_id and b.id = a.brand_id left join models m on m.tenant_id = a.tenant_id and m.id = a.model_id
        where a.tenant_id = {db.TenantId} and a.client_id = {clientId} and a.stage = {Stages.Completed} and (a.brand_id is not null or a.model_id is not null)
        group by b.name, m.name order by max(coalesce(a.completed_at, a.updated_at)) desc limit {Most}
        """).ToListAsync(cancellation);
}
