using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <param name="Shortcut">Without the "/"; null when it has none.</param>
/// <param name="Text">With its variables in braces.</param>
/// <param name="IsShared">Everybody's of the tenant; else the reader's own.</param>
/// <param name="UpdatedAt">Of the last edit.</param>
public sealed record ReplyRow(Guid Id, string Title, string? Shortcut, string Text, bool IsShared, DateTimeOffset UpdatedAt);

/// <summary>Saved replies as one operator sees them: the shared ones and the own, never a colleague's.</summary>
public sealed class ReplyQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    public const int Most = 200;

    /// <summary>The active ones, the most used first; one statement, by ix_saved_replies_list.</summary>
    public async Task<IReadOnlyList<ReplyRow>> ListAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.SavedReplies.Where(r => r.IsActive && (r.OperatorId == null || r.OperatorId == current.Id))
            .OrderByDescending(r => r.UsedCount).ThenByDescending(r => r.LastUsedAt.HasValue).ThenByDescending(r => r.LastUsedAt).ThenBy(r => r.Title).ThenBy(r => r.Id).Take(Most)
            .Select(r => new ReplyRow(r.Id, r.Title, r.Shortcut, r.Text, r.OperatorId == null, r.UpdatedAt)).ToListAsync(cancellation);
    }

    /// <returns>Null once it is archived, or when it is not this operator's to see.</returns>
    public async Task<ReplyRow?> OneAsync(Guid id, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.SavedReplies.Where(r => r.Id == id && r.IsActive && (r.OperatorId == null || r.OperatorId == current.Id))
            .Select(r => new ReplyRow(r.Id, r.Title, r.Shortcut, r.Text, r.OperatorId == null, r.UpdatedAt)).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>What the variables stand for in every appeal alike, in one statement.</summary>
    public async Task<ShopWords> ShopAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await db.Operators.Where(o => o.Id == current.Id).Select(o => new
        {
            o.Name,
            Shop = db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.Name).FirstOrDefault(),
            Address = db.TenantConfigs.Where(c => c.Key == "address").Select(c => c.Value).FirstOrDefault(),
            Hours = db.TenantConfigs.Where(c => c.Key == "working_hours").Select(c => c.Value).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellation);
        return new ShopWords(ReplyValues.FirstName(read?.Name), ReplyValues.TextIn(read?.Address), ReplyValues.HoursIn(read?.Hours), read?.Shop);
    }
}
