using BatteryCrm.Data;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Data.Clients;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Search;

/// <summary>Looks for one text everywhere: three statements at most, on one connection. The functions behind them are of the migration "Search", which says why.</summary>
public sealed class SearchQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Rows of one group at most.</summary>
    public const int MostHits = 6;

    // Of names that look alike most are other names.
    private const int MostAlike = 50;

    /// <summary>Clients, appeals and messages of this tenant, each the newest first; of names those of which a word begins with the text come before others, similar ones by how similar they are.</summary>
    public async Task<SearchResult> FindAsync(string? text, CancellationToken cancellation)
    {
        var asked = SearchText.Of(text);
        if (asked.IsEmpty) return SearchResult.Empty;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await db.Database.OpenConnectionAsync(cancellation);

        List<ClientHit> clients = asked is { Name: "", Phone: "" } ? [] : await db.Database.SqlQuery<ClientHit>(
            $"select * from find_clients_by_name({asked.Name}, {MostAlike}) union all select * from find_clients_by_phone({asked.Phone}, {MostHits})").ToListAsync(cancellation);
        List<AppealHit> appeals = asked is { Order: "", Device: "" } ? [] : await db.Database.SqlQuery<AppealHit>(
            $"select * from find_appeals_by_order({asked.Order}, {MostHits}) union all select * from find_appeals_by_device({asked.Device}, {MostHits})").ToListAsync(cancellation);
        List<MessageHit> messages = asked.Words.Length == 0 ? [] : await db.Database.SqlQuery<MessageHit>(
            $"select * from find_messages({asked.Words}, {MostHits})").ToListAsync(cancellation);

        return new SearchResult(
            [.. clients.Where(c => asked.Name.Length == 0 || NameSlips.CanBe(asked.Name, c.FoundAs)).OrderByDescending(c => NameSlips.Begins(asked.Name, c.FoundAs)).Take(MostHits)], [.. appeals.DistinctBy(a => a.AppealId).Take(MostHits)], messages);
    }

    /// <summary>The saved views that the operator can open, his own first: read when the box opens, not with each text. One statement, by ux_saved_views_name.</summary>
    public async Task<IReadOnlyList<ViewHit>> ViewsAsync(Guid operatorId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.SavedViews.Where(v => v.IsActive && (v.OperatorId == null || v.OperatorId == operatorId)).OrderBy(v => v.OperatorId == null).ThenBy(v => v.Name)
            .Select(v => new ViewHit(v.Id, v.Name, v.Query)).ToListAsync(cancellation);
    }
}

/// <summary>A view of the queue that was kept under a name.</summary>
/// <param name="Query">As of <see cref="Links.Queue"/>.</param>
public sealed record ViewHit(Guid ViewId, string Name, string Query);

/// <summary>What was found, in groups.</summary>
public sealed record SearchResult(IReadOnlyList<ClientHit> Clients, IReadOnlyList<AppealHit> Appeals, IReadOnlyList<MessageHit> Messages)
{
    public static readonly SearchResult Empty = new([], [], []);

    public int Count => Clients.Count + Appeals.Count + Messages.Count;
}

/// <summary>A client; one that was merged is found as its master.</summary>
/// <param name="FoundAs">The name that was found: the master's or that of a client merged into it.</param>
/// <param name="AppealId">The newest appeal; null when there is none.</param>
/// <param name="At">When anything was last said in that appeal.</param>
public sealed record ClientHit(Guid ClientId, string? ClientName, string? FoundAs, string? Phone, Guid? AppealId, string? Stage, DateTimeOffset At);

/// <summary>An appeal, by its order number or its device.</summary>
/// <param name="Device">The model, else the brand; null while unknown.</param>
/// <param name="Platform">Of the channel in which the client wrote last.</param>
public sealed record AppealHit(Guid AppealId, Guid ClientId, string? ClientName, string? Device, string? OrderNumber, string Stage, string? Platform, DateTimeOffset At);

/// <summary>A message in which the words stand.</summary>
/// <param name="OperatorName">Who wrote it; null for a client's.</param>
/// <param name="Headline">The place of the words, marked as <see cref="Search.Headline"/> reads them.</param>
public sealed record MessageHit(
    Guid MessageId, Guid AppealId, Guid ClientId, string? ClientName, string? MessageType, string? OperatorName, string Headline, string? Platform, DateTimeOffset At);
