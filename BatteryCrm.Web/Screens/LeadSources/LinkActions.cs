using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>What an admin adds so that links can be made: a source's code, the shop's page, what a channel is called outside.</summary>
public sealed class LinkActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, SecretSeal seal, IEnumerable<IChannelDesk> desks, TimeProvider time)
{
    // When nothing of the name can be said in Latin letters.
    private const string Nameless = "source";

    /// <summary>The platform can be asked what a channel is called.</summary>
    public bool MayAsk(string platform) => desks.Any(d => d.Platform == platform);

    /// <summary>Gives a source without a code one, made of its name and nobody else's in the tenant.</summary>
    /// <returns>The code that it has now; null when there is no such source, or one who may not asks.</returns>
    public async Task<string?> MakeCodeAsync(Guid sourceId, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return null;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('lead_sources' || current_setting('app.tenant_id', true), 0))", cancellation);
        if (await db.LeadSources.SingleOrDefaultAsync(s => s.Id == sourceId && s.IsActive, cancellation) is not { } source) return null;
        if (!string.IsNullOrWhiteSpace(source.Code)) return source.Code;
        var word = LeadCodes.Of(source.Name) is { Length: > 0 } made ? made : Nameless;
        var taken = (await db.LeadSources.Where(s => s.Code != null).Select(s => s.Code!).ToListAsync(cancellation)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        source.Code = Enumerable.Range(1, taken.Count + 1).Select(n => n == 1 ? word : $"{word}-{n}").First(c => !taken.Contains(c));
        source.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return source.Code;
    }

    /// <returns>False for what is no page's address, or one who may not.</returns>
    public async Task<bool> RememberSiteAsync(string typed, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin() || LeadLinks.Page(typed) is not { } page || page.Length > 500) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await KeepAsync(db, JsonSerializer.Serialize(new { site = page }), "{}", cancellation);
        return true;
    }

    /// <returns>False for what names no account, or one who may not.</returns>
    public async Task<bool> RememberNameAsync(Guid channelId, string? typed, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await db.Channels.Where(c => c.Id == channelId).Select(c => c.Platform).SingleOrDefaultAsync(cancellation) is not { } platform || LeadLinks.Name(platform, typed) is not { } name) return false;
        await KeepAsync(db, "{}", JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [channelId.ToString()] = name }), cancellation);
        return true;
    }

    /// <summary>Asks the platform what the channel is called, and remembers it.</summary>
    /// <returns>False when it did not say.</returns>
    public async Task<bool> AskNameAsync(Guid channelId, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await db.Channels.Where(c => c.Id == channelId).Select(c => new { c.Platform, c.Credentials }).SingleOrDefaultAsync(cancellation) is not { } channel
            || desks.FirstOrDefault(d => d.Platform == channel.Platform) is not { } desk) return false;
        return await desk.CheckAsync(seal.Open(channel.Credentials), cancellation) is ChannelCheck.Fine { Account: { } name } && name.StartsWith('@') && await RememberNameAsync(channelId, name, cancellation);
    }

    // In one statement: what another admin adds meanwhile stays.
    private static Task<int> KeepAsync(CrmDb db, string values, string names, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $$"""
        insert into tenant_configs (tenant_id, key, value) values ({{db.TenantId}}, {{LinkQueries.Key}}, {{values}}::jsonb || jsonb_build_object('names', {{names}}::jsonb))
        on conflict (tenant_id, key) do update set value = tenant_configs.value || {{values}}::jsonb || jsonb_build_object('names', coalesce(tenant_configs.value -> 'names', '{}') || {{names}}::jsonb)
        """,
        cancellation);
}
