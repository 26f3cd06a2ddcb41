using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Tests.Support;

/// <summary>Rows that a test starts from, written as the owner of the tables; each returns the new row's id.</summary>
public readonly struct Given(TestDatabase database)
{
    /// <summary>Signs in every operator made here.</summary>
    public const string Password = "Passw0rd!";

    // Hashing is slow on purpose; the hash carries its own salt and fits anybody.
    private static readonly string PasswordHash = new PasswordHasher<Operator>().HashPassword(null!, Password);

    /// <param name="eventsPerSecond">Tests write faster than any shop's clients.</param>
    /// <param name="bytesPerSecond">As well.</param>
    public async Task<Guid> TenantAsync(string name = "Demo", int eventsPerSecond = 1_000_000, int bytesPerSecond = 1_000_000_000)
    {
        var now = TimeProvider.System.GetUtcNow();
        return await AddAsync(new Tenant { Id = Ids.New(), Name = name, MaxEventsPerSecond = eventsPerSecond, MaxBytesPerSecond = bytesPerSecond, InsertedAt = now, UpdatedAt = now }, t => t.Id);
    }

    /// <param name="tenantId">Null makes one of the platform's people (role platform).</param>
    /// <param name="email">Also the username; made up when null.</param>
    public async Task<Guid> OperatorAsync(Guid? tenantId, string role = Roles.Operator, string? email = null, string? name = null)
    {
        var id = Ids.New();
        email ??= $"{id:N}@demo.test";
        return await AddAsync(
            new Operator
            {
                Id = id, TenantId = tenantId, Role = role, Name = name, UserName = email, NormalizedUserName = email.ToUpperInvariant(), Email = email,
                NormalizedEmail = email.ToUpperInvariant(), EmailConfirmed = true, PasswordHash = PasswordHash, LockoutEnabled = true,
                SecurityStamp = Ids.New().ToString("N"),
            },
            o => o.Id);
    }

    /// <param name="credentials">JSON as the column holds it.</param>
    public Task<Guid> ChannelAsync(Guid tenantId, string platform = Platforms.Telegram, string? credentials = null, string? name = null, string? externalId = null) =>
        AddAsync(new Channel { TenantId = tenantId, Platform = platform, Name = name ?? platform, Credentials = credentials, ExternalId = externalId }, c => c.Id);

    public Task<Guid> ClientAsync(Guid tenantId, string? name = "Анна", string? phone = null) =>
        AddAsync(new Client { TenantId = tenantId, Name = name, Phone = phone }, c => c.Id);

    public Task<Guid> ClientIdentityAsync(Guid tenantId, Guid clientId, string externalId, string platform = Platforms.Telegram) =>
        AddAsync(new ClientIdentity { TenantId = tenantId, ClientId = clientId, Platform = platform, ExternalId = externalId }, i => i.Id);

    /// <summary>An appeal with its activity row.</summary>
    /// <param name="clientId">A new client when null.</param>
    public async Task<Guid> AppealAsync(Guid tenantId, Guid? clientId = null, Guid? channelId = null, Guid? holderId = null, DateTimeOffset? waitingSince = null)
    {
        clientId ??= await ClientAsync(tenantId);
        var id = await AddAsync(new Appeal { TenantId = tenantId, ClientId = clientId.Value, ChannelId = channelId, AdChannelId = channelId }, a => a.Id);
        return await AddAsync(
            new AppealActivity
            {
                AppealId = id, TenantId = tenantId, LastChannelId = channelId, HolderId = holderId, HeldAt = holderId is null ? null : TimeProvider.System.GetUtcNow(),
                WaitingSince = waitingSince, LastMessageAt = waitingSince, LastMessageType = waitingSince is null ? null : MessageTypes.Client,
            },
            a => a.AppealId);
    }

    /// <summary>A message alone; the appeal's activity stays as it is.</summary>
    public Task<Guid> MessageAsync(
        Guid tenantId, Guid appealId, string text = "Здравствуйте", string type = MessageTypes.Client, Guid? channelId = null, string? chatId = null,
        string? externalId = null, Guid? operatorId = null, DateTimeOffset? createdAt = null) =>
        AddAsync(
            new Message
            {
                TenantId = tenantId, AppealId = appealId, MessageText = text, MessageType = type, ChannelId = channelId, ExternalChatId = chatId,
                ExternalMessageId = externalId, OperatorId = operatorId, CreatedAt = createdAt ?? TimeProvider.System.GetUtcNow(),
            },
            m => m.Id);

    /// <summary>Any other row.</summary>
    public async Task<TKey> AddAsync<TRow, TKey>(TRow row, Func<TRow, TKey> id)
        where TRow : class
    {
        await using var db = database.OwnerDb();
        db.Add(row);
        await db.SaveChangesAsync();
        return id(row);
    }
}
