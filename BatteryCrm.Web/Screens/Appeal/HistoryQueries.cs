using BatteryCrm.Data;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Appeal.Touches;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What happened to an appeal, and what else its client came with.</summary>
/// <param name="Deeds">Newest first.</param>
/// <param name="Others">The client's other appeals, newest first.</param>
/// <param name="Touches">Messages that said where the client came from, behind the first; newest first.</param>
public sealed record AppealHistory(IReadOnlyList<Deed> Deeds, IReadOnlyList<OtherAppeal> Others, IReadOnlyList<Touch> Touches)
{
    /// <summary>What was done and what the client did, as one list, newest first: a deed or a touch.</summary>
    public IEnumerable<(DateTimeOffset At, Deed? Deed, Touch? Touch)> Lines =>
        Deeds.Select(d => (d.At, (Deed?)d, (Touch?)null)).Concat(Touches.Select(t => (t.At, (Deed?)null, (Touch?)t))).OrderByDescending(l => l.At);
}

/// <summary>A line of <c>operator_actions</c>.</summary>
/// <param name="Type">One of <see cref="Data.Operators.ActionTypes"/>.</param>
/// <param name="Details">As of <see cref="Data.Operators.ActionDetails"/>; null without any.</param>
/// <param name="Who">Who did it, or whose deed set off a rule; null when nobody of ours did.</param>
public sealed record Deed(Guid Id, string Type, string? Details, DateTimeOffset At, string? Who);

/// <param name="Device">Null while unknown.</param>
public sealed record OtherAppeal(Guid Id, DateTimeOffset CreatedAt, string Stage, string? Device, decimal? Cost);

/// <summary>Reads of the card's history: two statements, a third where the client came by more than one mark, when somebody opens it and while it is open with every change of the card.</summary>
public sealed class HistoryQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Lines, and other appeals, of one read.</summary>
    public const int Most = 50;

    /// <summary>By ix_operator_actions_context_appeal_id_created_at and ix_appeals_client_recent.</summary>
    public async Task<AppealHistory> ReadAsync(Guid appealId, Guid clientId, CancellationToken cancellation, bool hasTouches = false)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var deeds = await (
            from action in db.OperatorActions
            where action.ContextAppealId == appealId
            orderby action.CreatedAt descending, action.Id descending
            join o in db.Operators on action.OperatorId equals (Guid?)o.Id into operators
            from who in operators.DefaultIfEmpty()
            select new Deed(action.Id, action.ActionType, action.Details, action.CreatedAt, who != null ? who.Name ?? who.UserName : null)).Take(Most).ToListAsync(cancellation);
        var others = await db.Appeals.Where(a => a.ClientId == clientId && a.Id != appealId).OrderByDescending(a => a.CreatedAt).Take(Most).Select(a => new
        {
            a.Id, a.CreatedAt, a.Stage, a.EstimatedCost,
            Brand = db.Brands.Where(b => b.Id == a.BrandId).Select(b => b.Name).FirstOrDefault(),
            Model = db.Models.Where(m => m.Id == a.ModelId).Select(m => m.Name).FirstOrDefault(),
        }).ToListAsync(cancellation);
        var touches = hasTouches ? await TouchQueries.Further(db, appealId).ToListAsync(cancellation) : [];
        return new AppealHistory(deeds, others.ConvertAll(a => new OtherAppeal(a.Id, a.CreatedAt, a.Stage, DeviceText.Of(a.Brand, a.Model), a.EstimatedCost)), touches);
    }
}
