using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>A source whose links are made.</summary>
public sealed record LinkSource(Guid Id, string Name, string Sales, LeadMarks Marks);

/// <summary>A channel into which a link can lead.</summary>
/// <param name="Account">What stands in the link; null = nobody has said yet.</param>
public sealed record LinkChannel(Guid Id, string Name, string Platform, string? Account);

/// <param name="Site">The page to which clients are sent; null = nobody has said, and the tenant has no site.</param>
public sealed record LinkDesk(IReadOnlyList<LinkSource> Sources, IReadOnlyList<LinkChannel> Channels, string? Site);

/// <summary>What links are made of: active sources, active channels, and what was remembered for them.</summary>
public sealed class LinkQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>The setting that keeps {site, names: {channel: account}}.</summary>
    public const string Key = "lead_links";

    /// <summary>Three statements.</summary>
    public async Task<LinkDesk> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sources = await (
            from s in db.LeadSources
            join c in db.SalesChannels on s.SalesChannelId equals c.Id
            where s.IsActive
            orderby c.Name, s.Name, s.Id
            select new LinkSource(s.Id, s.Name, c.Name, new LeadMarks(s.UtmSource, s.UtmMedium, s.UtmCampaign, s.UtmTerm, s.UtmContent, s.Code, null, null))).ToListAsync(cancellation);
        var channels = await db.Channels.Where(c => c.IsActive).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(c => new { c.Id, c.Name, c.Platform, c.Credentials }).ToListAsync(cancellation);
        var tenant = await db.Tenants.Select(t => new { t.Domain, Kept = db.TenantConfigs.Where(k => k.Key == Key).Select(k => k.Value).FirstOrDefault() }).SingleAsync(cancellation);
        var kept = tenant.Kept is null ? default : JsonElement.Parse(tenant.Kept);
        return new LinkDesk(
            sources,
            [.. channels.Where(c => LeadLinks.Has(c.Platform)).Select(c => new LinkChannel(c.Id, c.Name, c.Platform, LeadLinks.Name(c.Platform, Text(kept, "names", c.Id.ToString()) ?? OpenName(c.Platform, c.Credentials))))],
            LeadLinks.Page(Text(kept, "site") ?? tenant.Domain));
    }

    // What of the credentials is no secret and names the account.
    private static string? OpenName(string platform, string? credentials) => credentials is null ? null : platform switch
    {
        Platforms.Telegram or Platforms.Max => Text(JsonElement.Parse(credentials), "bot_username"),
        Platforms.Vk => Text(JsonElement.Parse(credentials), "group_id"),
        _ => null,
    };

    private static string? Text(JsonElement of, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (of.ValueKind is not JsonValueKind.Object || !of.TryGetProperty(name, out of)) return null;
        return of.ValueKind switch { JsonValueKind.String => of.GetString(), JsonValueKind.Number => of.GetRawText(), _ => null };
    }
}
