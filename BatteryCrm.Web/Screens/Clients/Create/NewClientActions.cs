using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Clients.Create;

/// <summary>Somebody called, or came in, and an operator writes it down.</summary>
/// <param name="AppealId">Made by the form once: pressed twice it is one appeal.</param>
/// <param name="ClientId">Made by the form as well, or of who called before.</param>
/// <param name="IsKnown">The client is there already: his number and name stay as they are.</param>
/// <param name="Phone">As typed; blank = not said.</param>
public sealed record NewClientWish(Guid AppealId, Guid ClientId, bool IsKnown, string? Phone, string? Name, Guid? SourceId, string? Problem, NewClientDevice? Device);

/// <summary>A make, with its model where that is known.</summary>
public sealed record NewClientDevice(Guid BrandId, Guid? ModelId, string Name);

/// <summary>Opens an appeal by hand, with its client where he is new, in one transaction.</summary>
public sealed class NewClientActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters.</summary>
    public const int LongestProblem = 2000;

    /// <returns><see cref="ClientOutcome.Kept"/> also when it was opened before.</returns>
    public async Task<ClientOutcome> OpenAsync(NewClientWish wish, CancellationToken cancellation)
    {
        var phone = string.IsNullOrWhiteSpace(wish.Phone) ? null : Phones.Normalize(wish.Phone);
        if (phone is null && !string.IsNullOrWhiteSpace(wish.Phone)) return ClientOutcome.NotAPhone;
        var name = ClientValues.Name(wish.Name);
        var problem = StorableText.Of(wish.Problem)?.Trim();
        if ((name is null && !string.IsNullOrWhiteSpace(wish.Name)) || problem?.Length > LongestProblem || (!wish.IsKnown && phone is null && name is null)) return ClientOutcome.NotAValue;

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        var isBlocked = false;
        if (wish.IsKnown)
        {
            if (!await ClientDeeds.LockAsync(db, wish.ClientId, cancellation)) return ClientOutcome.Missing;
            isBlocked = await db.Clients.AnyAsync(c => c.Id == wish.ClientId && c.BlockedAt != null, cancellation);
        }
        else db.Clients.Add(new Client { Id = wish.ClientId, Name = name, Phone = phone, CreatedAt = now, UpdatedAt = now });

        if (await db.Appeals.AnyAsync(a => a.Id == wish.AppealId, cancellation)) return ClientOutcome.Kept;
        var appeal = await AppealAsync(db, wish, string.IsNullOrEmpty(problem) ? null : problem, now, cancellation);
        db.Appeals.Add(appeal);
        db.AppealActivity.Add(new AppealActivity
        {
            // The call is the last contact; nobody waits, since who writes it down has the matter in hand.
            AppealId = appeal.Id, LastChannelId = appeal.AdChannelId, LastMessageAt = now, LastMessagePreview = problem is { Length: > 0 } ? Previews.Of(problem) : null, LastActivityAt = now,
            HolderId = current.Id, HeldAt = now, IsMuted = isBlocked,
        });
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ContextAppealId = appeal.Id, ActionType = ActionTypes.AppealCreated, CreatedAt = now,
            Details = JsonSerializer.Serialize(new { channel_id = appeal.AdChannelId, by_hand = true }, JsonSerializerOptions.Default),
        });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appeal.Id, SubjectId = current.Id, CreatedAt = now });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ClientChanged, SubjectId = wish.ClientId, CreatedAt = now });
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // The other press of the same button was first.
            return ClientOutcome.Kept;
        }

        await AppealDeeds.SetStatusAsync(db, current.Id, appeal.Id, "in_progress", now, cancellation);
        await transaction.CommitAsync(cancellation);
        return ClientOutcome.Kept;
    }

    private static async Task<Data.Appeals.Appeal> AppealAsync(CrmDb db, NewClientWish wish, string? problem, DateTimeOffset now, CancellationToken cancellation)
    {
        var channel = await db.Channels.Where(c => c.Platform == Platforms.Phone && c.IsActive).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).FirstOrDefaultAsync(cancellation);
        string[] keys = ["default_operation_mode", "repeat_lead_source_id"];
        var settings = await db.TenantConfigs.Where(c => keys.Contains(c.Key)).ToDictionaryAsync(c => c.Key, c => Word(c.Value), cancellation);
        var sourceId = wish.SourceId;
        if (sourceId is null && Guid.TryParse(settings.GetValueOrDefault("repeat_lead_source_id"), out var repeat) && await db.Appeals.AnyAsync(a => a.ClientId == wish.ClientId && a.Stage == Stages.Completed, cancellation)) sourceId = repeat;
        var source = await db.LeadSources.SingleOrDefaultAsync(s => s.Id == sourceId && s.IsActive, cancellation);
        var model = wish.Device?.ModelId is { } modelId ? await db.Models.SingleOrDefaultAsync(m => m.Id == modelId && m.BrandId == wish.Device.BrandId, cancellation) : null;
        var brand = wish.Device is { BrandId: var brandId } ? await db.Brands.SingleOrDefaultAsync(b => b.Id == brandId, cancellation) : null;
        var mode = settings.GetValueOrDefault("default_operation_mode") is "manual" or "assist" or "auto" ? settings["default_operation_mode"]! : "assist";
        return new Data.Appeals.Appeal
        {
            Id = wish.AppealId, ClientId = wish.ClientId, ChannelId = channel?.Id, AdChannelId = channel?.Id, AdChannel = channel?.Name, LeadSourceId = source?.Id, SalesChannelId = source?.SalesChannelId ?? channel?.SalesChannelId,
            BrandId = brand?.Id, PhoneBrand = brand?.Name, ModelId = model?.Id, PhoneModel = model?.Name, DeviceTypeId = model?.DeviceTypeId, ProblemDescription = problem, AppealStatus = Stages.FirstContact,
            OperationMode = mode, CreatedAt = now, UpdatedAt = now,
        };
    }

    private static string? Word(string? json)
    {
        try
        {
            return json is not null && JsonElement.Parse(json) is { ValueKind: JsonValueKind.String } word ? word.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
