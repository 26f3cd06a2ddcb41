using System.Text.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>An operator of the demo with what the texts need to know: women and men write differently in Russian.</summary>
internal sealed record DemoOperator(Operator Row, bool Female)
{
    public Guid Id => Row.Id;
}

/// <summary>The shop itself: tenant, settings, location, channels, operators.</summary>
internal sealed class DemoShop
{
    /// <summary>Signs in every operator of the demo data.</summary>
    public const string Password = "Demo-2026!";

    private static readonly PasswordHasher<Operator> Hasher = new();

    private DemoShop(DemoScope scope, ShopFile file, DemoCatalog catalog, Location location, IReadOnlyList<DemoOperator> operators, IReadOnlyDictionary<string, Channel> channels)
    {
        (File, Catalog, Location, Operators, Channels) = (file, catalog, location, operators, channels);
        (Opens, Closes) = (TimeSpan.Parse(file.Opens, null), TimeSpan.Parse(file.Closes, null));
        WarrantyDays = file.Settings.GetProperty("warranty_days").GetInt32();
        Scope = scope;
    }

    public DemoScope Scope { get; }

    public ShopFile File { get; }

    public DemoCatalog Catalog { get; }

    public Location Location { get; }

    public IReadOnlyList<DemoOperator> Operators { get; }

    /// <summary>By platform: one of each.</summary>
    public IReadOnlyDictionary<string, Channel> Channels { get; }

    public TimeSpan Opens { get; }

    public TimeSpan Closes { get; }

    public int WarrantyDays { get; }

    /// <summary>Makes the tenant with all that it needs before its first client.</summary>
    /// <param name="sealCredentials">Platform and clear credentials in, the column's JSON out.</param>
    public static DemoShop Add(DemoScope scope, string name, Func<string, JsonObject, string> sealCredentials)
    {
        var file = DemoFiles.Shop(name);
        var opened = scope.Day(400, TimeSpan.FromHours(9));
        scope.Add(new Tenant
        {
            Id = scope.TenantId, Name = file.Name, Domain = file.Domain, CreatedAt = opened, InsertedAt = opened, UpdatedAt = opened,
        });

        var catalog = DemoCatalog.Add(scope, DemoFiles.Catalog(name));
        var location = scope.Add(new Location { Id = Ids.New(), Name = file.Location, Address = file.Address, CreatedAt = opened });
        var operators = file.Operators.Select(o => new DemoOperator(scope.Add(Operator(o.Email, o.Name, o.Role, scope.TenantId, location.Id, scope.Now)), o.Female)).ToList();
        var channels = file.Channels.ToDictionary(c => c.Platform, c => AddChannel(scope, c, catalog, sealCredentials), StringComparer.Ordinal);
        var shop = new DemoShop(scope, file, catalog, location, operators, channels);
        shop.AddSettings();
        DemoKnowledge.Add(shop);
        shop.AddReplies();
        return shop;
    }

    /// <summary>An operator who can sign in; the platform's own people have no tenant.</summary>
    public static Operator Operator(string email, string name, string role, Guid? tenantId, Guid? locationId, DateTimeOffset now)
    {
        var row = new Operator
        {
            Id = Ids.New(), TenantId = tenantId, LocationId = locationId, Name = name, Role = role, IsActive = true, LockoutEnabled = true,
            UserName = email, NormalizedUserName = email.ToUpperInvariant(), Email = email, NormalizedEmail = email.ToUpperInvariant(), EmailConfirmed = true,
            SecurityStamp = Ids.New().ToString("N").ToUpperInvariant(), ConcurrencyStamp = Ids.New().ToString(),
            CreatedAt = now.AddDays(-400), UpdatedAt = now.AddDays(-400), FcmTokenUpdatedAt = now.AddDays(-400),
        };
        row.PasswordHash = Hasher.HashPassword(row, Password);
        return row;
    }

    private static Channel AddChannel(DemoScope scope, ChannelLine line, DemoCatalog catalog, Func<string, JsonObject, string> sealCredentials) => scope.Add(new Channel
    {
        Id = Ids.New(), Name = line.Name, Platform = line.Platform, ExternalId = line.ExternalId, SalesChannelId = catalog.SalesChannel(line.SalesChannel).Id,
        Credentials = sealCredentials(line.Platform, JsonSerializer.SerializeToNode(line.Credentials)!.AsObject()), CreatedAt = scope.Day(200, TimeSpan.FromHours(12)),
    });

    private void AddSettings()
    {
        foreach (var setting in File.Settings.EnumerateObject()) Add(setting.Name, setting.Value.GetRawText());
        Add("working_hours", JsonSerializer.Serialize(new { start = File.Opens, end = File.Closes, days = (int[])[1, 2, 3, 4, 5, 6, 7] }));
        Add("timezone", JsonSerializer.Serialize(File.Timezone));
        Add("address", JsonSerializer.Serialize(File.Address));
        Add("review_url", JsonSerializer.Serialize(File.ReviewUrl));
        if (Catalog.Sources.FirstOrDefault(s => s.Code == "repeat") is { } repeat) Add("repeat_lead_source_id", JsonSerializer.Serialize(repeat.Id));
        var names = File.Channels.Where(c => c.Credentials.TryGetProperty("bot_username", out _)).ToDictionary(c => Channels[c.Platform].Id, c => c.Credentials.GetProperty("bot_username").GetString());
        if (names.Count > 0) Add("lead_links", JsonSerializer.Serialize(new { names }));
        if (File.AutoReply.Count > 0) Add("auto_reply", JsonSerializer.Serialize(File.AutoReply.ToDictionary(r => Channels[r.Key].Id, r => r.Value)));

        void Add(string key, string json) => Scope.Add(new TenantConfig { Key = key, Value = json });
    }

    private void AddReplies()
    {
        foreach (var line in File.Replies)
        {
            var owner = line.Of is null ? null : Operators.Single(o => string.Equals(o.Row.Email, line.Of, StringComparison.Ordinal));
            Scope.Add(new SavedReply
            {
                Id = Ids.New(), OperatorId = owner?.Id, CreatedBy = (owner ?? Operators[^1]).Id, Title = line.Title, Shortcut = line.Shortcut, Text = line.Text,
                UsedCount = line.Used, LastUsedAt = line.Used == 0 ? null : Scope.Day(1, TimeSpan.FromHours(12)),
            });
        }
    }
}
