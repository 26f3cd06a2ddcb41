using System.Security.Cryptography;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Cli;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Bench.Simulate;

/// <summary>A channel of the demo data, opened: where to post and with which proof.</summary>
/// <param name="Proof">Telegram's webhook secret, or the form's key.</param>
internal sealed record DemoChannel(Guid Id, string Platform, string Proof)
{
    public string Path => $"/webhooks/{Platform}/{Id}";
}

/// <summary>Somebody who wrote to the demo's bot before.</summary>
internal sealed record KnownClient(long ChatId, string Name);

/// <summary>What a simulation needs of the database: the channels that the seed pointed at the stand-in Bot API, and who wrote there.</summary>
internal sealed record DemoChannels(IReadOnlyList<DemoChannel> Telegram, IReadOnlyList<DemoChannel> Forms, IReadOnlyList<KnownClient> Clients)
{
    /// <summary>Reads as the commands do: as the owner of the tables, with the keys of the installation.</summary>
    /// <param name="rate">Events a second that will come: the demo's limits are raised for it where they are lower.</param>
    /// <exception cref="CommandRefusedException">The database holds no demo data, or other keys sealed it.</exception>
    public static async Task<DemoChannels> ReadAsync(Uri botApi, double rate, CancellationToken cancellation)
    {
        try
        {
            return await ReadRowsAsync(botApi, rate, cancellation);
        }
        catch (CryptographicException)
        {
            throw new CommandRefusedException("The channels of this database were sealed with other keys: DataProtection__CertificatePath must name the console's certificate.");
        }
    }

    private static async Task<DemoChannels> ReadRowsAsync(Uri botApi, double rate, CancellationToken cancellation)
    {
        await using var services = CommandServices.Create();
        await using var scope = services.For(tenantId: null);
        var db = scope.ServiceProvider.GetRequiredService<CrmDb>();
        var seal = services.Services.GetRequiredService<SecretSeal>();
        var rows = await db.Channels.IgnoreQueryFilters().Where(c => c.IsActive && (c.Platform == Platforms.Telegram || c.Platform == Platforms.Form))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(c => new { c.Id, c.TenantId, c.Platform, c.Credentials }).ToListAsync(cancellation);

        var telegram = new List<DemoChannel>();
        var tenants = new HashSet<Guid>();
        foreach (var row in rows.Where(r => r.Platform == Platforms.Telegram))
        {
            var credentials = seal.Open(row.Credentials);
            if (credentials.ApiBaseUrl != botApi || credentials["webhook_secret"] is not { } secret) continue;
            telegram.Add(new DemoChannel(row.Id, row.Platform, secret));
            tenants.Add(row.TenantId);
        }

        var (events, bytes) = ((int)Math.Ceiling(rate) * 2, (int)Math.Ceiling(rate) * 20_000);
        await db.Tenants.IgnoreQueryFilters().Where(t => tenants.Contains(t.Id) && (t.MaxEventsPerSecond < events || t.MaxBytesPerSecond < bytes))
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.MaxEventsPerSecond, t => Math.Max(t.MaxEventsPerSecond, events)).SetProperty(t => t.MaxBytesPerSecond, t => Math.Max(t.MaxBytesPerSecond, bytes)), cancellation);

        var forms = rows.Where(r => r.Platform == Platforms.Form && tenants.Contains(r.TenantId))
            .Select(r => new DemoChannel(r.Id, r.Platform, seal.Open(r.Credentials)["form_key"] ?? string.Empty)).ToList();
        if (telegram.Count == 0 || forms.Count == 0)
            throw new CommandRefusedException($"This database has no demo channels (a Telegram channel whose api_base_url is {botApi.OriginalString}, and a form): run ./dev up on an empty database, or ./dev run seed.");

        var first = telegram[0].Id;
        var clients = await (
            from channel in db.Channels.IgnoreQueryFilters()
            where channel.Id == first
            join identity in db.ClientIdentities.IgnoreQueryFilters() on new { channel.TenantId, channel.Platform } equals new { identity.TenantId, identity.Platform }
            join client in db.Clients.IgnoreQueryFilters() on identity.ClientId equals client.Id
            orderby identity.ExternalId
            select new { identity.ExternalId, client.Name }).Take(50).ToListAsync(cancellation);
        return new DemoChannels(telegram, forms, [.. clients.Where(c => c.Name != null && long.TryParse(c.ExternalId, out _)).Select(c => new KnownClient(long.Parse(c.ExternalId, null), c.Name!))]);
    }
}
