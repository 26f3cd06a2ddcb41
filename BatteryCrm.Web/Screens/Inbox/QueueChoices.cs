using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>Something by which a queue can be narrowed.</summary>
/// <param name="Value">As it stands in the address.</param>
/// <param name="Mark">A channel's platform or a deal type's code; else null.</param>
/// <param name="IsKnownOnly">Has a name to show, but is offered only where it is chosen already: oneself ("me" says it) and who works here no longer.</param>
public sealed record QueueChoice(string Value, string Name, string? Mark = null, bool IsKnownOnly = false);

/// <summary>A view that was kept under a name.</summary>
/// <param name="Query">As of <see cref="QueueView.Query"/>.</param>
/// <param name="IsShared">Everybody's of the tenant; else the operator's own.</param>
public sealed record NamedView(Guid Id, string Name, string Query, bool IsShared);

/// <summary>What one tenant's queue can be narrowed by, and the views that this operator can pick.</summary>
public sealed record QueueChoices(
    IReadOnlyList<QueueChoice> Channels, IReadOnlyList<QueueChoice> Operators, IReadOnlyList<QueueChoice> Deals, IReadOnlyList<NamedView> Views);

/// <summary>Reads it when somebody is about to narrow, not with every queue: four statements.</summary>
public sealed class QueueChoicesQuery(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    public async Task<QueueChoices> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var me = current.Id;
        var channels = await db.Channels.OrderByDescending(c => c.IsActive).ThenBy(c => c.Name).Select(c => new { c.Id, c.Name, c.Platform }).ToListAsync(cancellation);
        var operators = await db.Operators.OrderBy(o => o.Name ?? o.UserName).Select(o => new { o.Id, Name = o.Name ?? o.UserName, IsHere = o.IsActive && o.Id != me }).ToListAsync(cancellation);
        var deals = await db.DealTypes.Where(d => d.IsActive).OrderBy(d => d.CreatedAt).ThenBy(d => d.Name).Select(d => new { d.Id, d.Name, d.Code }).ToListAsync(cancellation);
        var views = await db.SavedViews.Where(v => v.IsActive && (v.OperatorId == null || v.OperatorId == me)).OrderBy(v => v.OperatorId == null).ThenBy(v => v.Name)
            .Select(v => new NamedView(v.Id, v.Name, v.Query, v.OperatorId == null)).ToListAsync(cancellation);
        return new QueueChoices(
            [.. channels.Select(c => new QueueChoice(c.Id.ToString(), c.Name, c.Platform))],
            [.. operators.Select(o => new QueueChoice(o.Id.ToString(), o.Name ?? string.Empty, IsKnownOnly: !o.IsHere))],
            [.. deals.Select(d => new QueueChoice(d.Id.ToString(), d.Name, d.Code))],
            views);
    }
}
