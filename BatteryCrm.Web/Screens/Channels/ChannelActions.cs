using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Channels;

public enum ChannelRefusal
{
    NotAllowed,
    Missing,
    NoName,
    NotShaped,
    NotOrigins,
    AccountTaken,
    NoSuchSales,
}

/// <summary>How a change ended.</summary>
/// <param name="Refusal">Null when it was made.</param>
public sealed record ChannelResult(ChannelRefusal? Refusal = null)
{
    /// <summary>The channel that was made.</summary>
    public Guid? Id { get; init; }

    /// <summary>Fields that look like nothing of their kind.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The secret that we made, to be shown this once; null where nobody has to paste it.</summary>
    public string? Once { get; init; }

    /// <summary>What the platform said; null when it was not asked.</summary>
    public ChannelCheck? Said { get; init; }
}

/// <param name="Fields">What was pasted, by name.</param>
/// <param name="Origins">Of a form: as typed, one a line.</param>
public sealed record ConnectWish(string Platform, string Name, Guid? SalesChannelId, IReadOnlyDictionary<string, string> Fields, string? Origins = null);

/// <summary>Connects and changes channels; for admins. Secrets go in sealed and never come out but to the platform itself.</summary>
public sealed class ChannelActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, SecretSeal seal, IEnumerable<IChannelDesk> desks, TimeProvider clock)
{
    /// <summary>The secret of before, while the platform may know either.</summary>
    internal const string SecretBefore = "webhook_secret_before";
    public const int LongestName = 100;
    private static readonly ChannelResult Done = new();

    /// <summary>The platform can be asked about a channel.</summary>
    public bool HasDesk(string platform) => Desk(platform) is not null;

    public async Task<ChannelResult> ConnectAsync(ConnectWish wish, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        if (!Platforms.All.Contains(wish.Platform)) return No(ChannelRefusal.Missing);
        if (Name(wish.Name) is not { } name) return No(ChannelRefusal.NoName);
        var plain = new JsonObject();
        if (Shaped(wish.Platform, wish.Fields, plain, all: true) is { } wrong) return wrong;
        var made = MakeSecret();
        plain[PlatformGuide.MadeField(wish.Platform)] = made;
        if (wish.Platform is Platforms.Form)
        {
            if (PlatformGuide.Origins(wish.Origins) is not { } origins) return No(ChannelRefusal.NotOrigins);
            plain[ChannelAccounts.AllowedOrigins] = ListOf(origins);
        }

        if (ChannelAccounts.Check(wish.Platform, plain) is { } problem) return No(ChannelRefusal.NotShaped) with { Fields = problem.Fields };
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (wish.SalesChannelId is { } sales && !await db.SalesChannels.AnyAsync(s => s.Id == sales, cancellation)) return No(ChannelRefusal.NoSuchSales);
        var channel = new Channel
        {
            Id = Ids.New(), Name = name, Platform = wish.Platform, ExternalId = ChannelAccounts.ExternalId(plain), Credentials = seal.SealCredentials(wish.Platform, plain),
            SalesChannelId = wish.SalesChannelId, CreatedAt = clock.GetUtcNow(),
        };
        db.Channels.Add(channel);
        return await UniqueAsync(() => db.SaveChangesAsync(cancellation)) ?? Done with { Id = channel.Id, Once = Once(wish.Platform, made) };
    }

    public async Task<ChannelResult> ChangeAsync(Guid id, string name, Guid? salesChannelId, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        if (Name(name) is not { } kept) return No(ChannelRefusal.NoName);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (salesChannelId is { } sales && !await db.SalesChannels.AnyAsync(s => s.Id == sales, cancellation)) return No(ChannelRefusal.NoSuchSales);
        var changed = await db.Channels.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, kept).SetProperty(x => x.SalesChannelId, salesChannelId), cancellation);
        return changed == 1 ? Done : No(ChannelRefusal.Missing);
    }

    /// <summary>An inactive channel stores what comes and sends nothing.</summary>
    public async Task<ChannelResult> SetActiveAsync(Guid id, bool isActive, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var changed = 0;
        return await UniqueAsync(async () => changed = await db.Channels.Where(c => c.Id == id).ExecuteUpdateAsync(c => c.SetProperty(x => x.IsActive, isActive), cancellation))
            ?? (changed == 1 ? Done : No(ChannelRefusal.Missing));
    }

    /// <summary>Other values for some fields; the others stay as they are.</summary>
    public async Task<ChannelResult> ReplaceAsync(Guid id, IReadOnlyDictionary<string, string> fields, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await db.Channels.Where(c => c.Id == id).Select(c => c.Platform).SingleOrDefaultAsync(cancellation) is not { } platform) return No(ChannelRefusal.Missing);
        var plain = new JsonObject();
        if (Shaped(platform, fields, plain, all: false) is { } wrong) return wrong;
        return await MergeAsync(db, id, platform, plain, cancellation);
    }

    public async Task<ChannelResult> SetOriginsAsync(Guid id, string? typed, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        if (PlatformGuide.Origins(typed) is not { } origins) return No(ChannelRefusal.NotOrigins);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (!await db.Channels.AnyAsync(c => c.Id == id && c.Platform == Platforms.Form, cancellation)) return No(ChannelRefusal.Missing);
        return await MergeAsync(db, id, Platforms.Form, new JsonObject { [ChannelAccounts.AllowedOrigins] = ListOf(origins) }, cancellation);
    }

    /// <summary>Asks the platform whether it takes the token and where it posts to.</summary>
    public async Task<ChannelResult> CheckAsync(Guid id, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await OpenedAsync(db, id, cancellation) is not { } it || Desk(it.Platform) is not { } desk ? No(ChannelRefusal.Missing) : Done with { Said = await desk.CheckAsync(it.Credentials, cancellation) };
    }

    /// <summary>Has the platform post to this address, by the secret that is stored.</summary>
    public async Task<ChannelResult> SetWebhookAsync(Guid id, Uri address, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await OpenedAsync(db, id, cancellation) is not { } it || Desk(it.Platform) is not { } desk || it.Credentials["webhook_secret"] is not { } secret) return No(ChannelRefusal.Missing);
        var said = await desk.SetWebhookAsync(it.Credentials, address, secret, cancellation);
        if (said is ChannelCheck.Fine) await ForgetBeforeAsync(db, id, secretBefore: null, cancellation);
        return Done with { Said = said };
    }

    /// <summary>
    /// Another secret. Where the platform is told by its API, both are good until it has taken the new one, so that nothing is lost; when it refuses, the old one stays; when nobody knows, both.
    /// Elsewhere the old one ends at once.
    /// </summary>
    public async Task<ChannelResult> RotateAsync(Guid id, Uri address, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return No(ChannelRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await OpenedAsync(db, id, cancellation) is not { } it) return No(ChannelRefusal.Missing);
        var (made, field) = (MakeSecret(), PlatformGuide.MadeField(it.Platform));
        var plain = new JsonObject { [field] = made };
        var before = it.Credentials[field];
        if (Desk(it.Platform) is not { } desk) return await MergeAsync(db, id, it.Platform, plain, cancellation) with { Once = Once(it.Platform, made) };

        // As long as nobody knows whether the platform took the last one, that change is finished and no other begun: a third secret would leave none that the platform has.
        var isOpen = it.Credentials[SecretBefore] is not null;
        if (isOpen && before is not null) made = before;
        else
        {
            if (before is not null) plain[SecretBefore] = before;
            await MergeAsync(db, id, it.Platform, plain, cancellation);
        }

        var said = await desk.SetWebhookAsync(it.Credentials, address, made, cancellation);
        if (said is ChannelCheck.Refused && !isOpen) await ForgetBeforeAsync(db, id, before, cancellation);
        else if (said is ChannelCheck.Fine) await ForgetBeforeAsync(db, id, secretBefore: null, cancellation);
        return Done with { Said = said };
    }

    private static ChannelResult No(ChannelRefusal refusal) => new(refusal);

    private static string? Name(string? typed) => typed?.Trim() is { Length: > 0 and <= LongestName } name ? name : null;

    private static string? Once(string platform, string made) => PlatformGuide.IsPastedByHand(platform) || PlatformGuide.IsInAddress(platform) ? made : null;

    private static string MakeSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static JsonArray ListOf(IReadOnlyList<string> origins) => [.. origins.Select(o => JsonValue.Create(o))];

    // Blank fields are left out where not all are asked for.
    private static ChannelResult? Shaped(string platform, IReadOnlyDictionary<string, string> given, JsonObject plain, bool all)
    {
        List<string> wrong = [];
        foreach (var field in PlatformGuide.Fields(platform))
        {
            var value = given.GetValueOrDefault(field.Name)?.Trim() ?? string.Empty;
            if (value.Length == 0 && !all) continue;
            if (field.Shape.IsMatch(value)) plain[field.Name] = value;
            else wrong.Add(field.Name);
        }

        return wrong.Count > 0 || (!all && plain.Count == 0) ? No(ChannelRefusal.NotShaped) with { Fields = wrong } : null;
    }

    private static async Task<ChannelResult?> UniqueAsync(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (Exception e) when ((e as PostgresException ?? e.InnerException) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return No(ChannelRefusal.AccountTaken);
        }
    }

    private IChannelDesk? Desk(string platform) => desks.FirstOrDefault(d => d.Platform == platform);

    private async Task<(string Platform, ChannelCredentials Credentials)?> OpenedAsync(CrmDb db, Guid id, CancellationToken cancellation) =>
        await db.Channels.Where(c => c.Id == id).Select(c => new { c.Platform, c.Credentials }).SingleOrDefaultAsync(cancellation) is { } channel ? (channel.Platform, seal.Open(channel.Credentials)) : null;

    // In one statement: what another admin replaces meanwhile stays his. The fault goes with the credentials that caused it: clear_channel_fault.
    private async Task<ChannelResult> MergeAsync(CrmDb db, Guid id, string platform, JsonObject plain, CancellationToken cancellation)
    {
        var (sealedJson, externalId, tenant) = (seal.SealCredentials(platform, plain), ChannelAccounts.ExternalId(plain), db.TenantId);
        var changed = 0;
        return await UniqueAsync(async () => changed = await db.Database.ExecuteSqlAsync(
            $"update channels set credentials = coalesce(credentials, '{{}}') || {sealedJson}::jsonb, external_id = coalesce({externalId}, external_id) where tenant_id = {tenant} and id = {id}", cancellation))
            ?? (changed == 1 ? Done : No(ChannelRefusal.Missing));
    }

    private async Task ForgetBeforeAsync(CrmDb db, Guid id, string? secretBefore, CancellationToken cancellation)
    {
        var tenant = db.TenantId;
        var back = secretBefore is null ? "{}" : seal.SealCredentials(Platforms.Telegram, new JsonObject { ["webhook_secret"] = secretBefore });
        await db.Database.ExecuteSqlAsync($"update channels set credentials = (credentials || {back}::jsonb) - {SecretBefore} where tenant_id = {tenant} and id = {id}", cancellation);
    }
}
