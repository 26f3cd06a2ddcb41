using BatteryCrm.Web.Parts.Cards;
using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Fields;

/// <summary>What became of a field.</summary>
/// <param name="Now">What stands there instead; meaningful for <see cref="FieldOutcome.WrittenMeanwhile"/> only.</param>
public sealed record FieldResult(FieldOutcome Outcome, string? Now = null);

public enum FieldOutcome
{
    Kept,

    /// <summary>Somebody else wrote it since this operator looked: both values are theirs to choose from.</summary>
    WrittenMeanwhile,

    /// <summary>No value of this field: it was archived, belongs to something else, or is out of bounds.</summary>
    NotAValue,

    /// <summary>There is no such appeal.</summary>
    Missing,

    /// <summary>The marks of the first touch found the source: whoever overrules them says why.</summary>
    ReasonNeeded,
}

/// <summary>An operator writes one field of an appeal. What hangs on it follows: the model's maker, the group of a complaint, the legacy columns, the stage.</summary>
public sealed class FieldActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters.</summary>
    public const int LongestProblem = 2000;

    /// <summary>Characters of a reason.</summary>
    public const int LongestReason = 200;

    /// <param name="before">What the operator saw, as of <see cref="CardFacts.ValueOf"/>; messages that came meanwhile are no conflict, another hand in this field is.</param>
    /// <param name="after">The same; null empties it.</param>
    /// <param name="reason">Why the source is another; of other fields none is kept.</param>
    public async Task<FieldResult> SetAsync(Guid appealId, CardField field, string? before, string? after, CancellationToken cancellation, string? reason = null)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Other writers of the appeal (the strip, a sent price) stand behind the same lock.
        await Outbox.LockAsync(db, appealId, cancellation);
        if (await db.Appeals.SingleOrDefaultAsync(a => a.Id == appealId, cancellation) is not { } appeal) return new FieldResult(FieldOutcome.Missing);
        var now = CardFacts.Of(appeal).ValueOf(field);
        if (now == after) return new FieldResult(FieldOutcome.Kept);
        if (now != before) return new FieldResult(FieldOutcome.WrittenMeanwhile, now);
        var isSource = field == CardField.Source;
        var why = isSource && reason?.Trim() is { Length: > 0 } words ? StorableText.Cut(StorableText.Of(words), LongestReason) : null;
        if (isSource && why is null && await IsByMarksAsync(db, appealId, cancellation)) return new FieldResult(FieldOutcome.ReasonNeeded);
        var sourceBefore = appeal.LeadSourceId;
        var wasAllKnown = StageMoves.IsAllKnown(appeal);
        if (!await WriteAsync(db, appeal, field, after, cancellation)) return new FieldResult(FieldOutcome.NotAValue);

        // With what hangs on it: the log says who took the model away.
        var columns = db.Entry(appeal).Properties.Where(p => p.IsModified).Select(p => p.Metadata.GetColumnName()).Where(CardFields.Logged.Contains).OrderBy(CardFields.Logged.IndexOf).ToList();
        var at = time.GetUtcNow();
        appeal.UpdatedAt = at;
        if (isSource) appeal.LeadSourceCorrectedAt = at;
        var isPrice = field == CardField.Cost && appeal.EstimatedCost is not null;
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ContextAppealId = appealId, ActionType = isPrice ? ActionTypes.PriceSet : ActionTypes.AppealUpdated, CreatedAt = at,
            Details = isPrice ? ActionDetails.Price(Number(before), appeal.EstimatedCost!.Value, serviceId: null) : isSource ? await SourceDetailsAsync(db, columns, sourceBefore, appeal.LeadSourceId, why, cancellation) : ActionDetails.Fields(columns),
        });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, SubjectId = current.Id, CreatedAt = at });
        await db.SaveChangesAsync(cancellation);

        // Who moved a known appeal back has a reason: only what becomes known now moves it on.
        if (!wasAllKnown) await StageMoves.WhenAllIsKnownAsync(db, appeal, current.Id, at, cancellation);
        await transaction.CommitAsync(cancellation);
        return new FieldResult(FieldOutcome.Kept);
    }

    /// <returns>False when it is no value of this field.</returns>
    private static async Task<bool> WriteAsync(CrmDb db, Data.Appeals.Appeal appeal, CardField field, string? value, CancellationToken cancellation) => field switch
    {
        CardField.Device => await WriteDeviceAsync(db, appeal, value, cancellation),
        CardField.DeviceType => await WriteDeviceTypeAsync(db, appeal, value, cancellation),
        CardField.DealType => await WriteDealTypeAsync(db, appeal, value, cancellation),
        CardField.RepairType => await WriteRepairTypeAsync(db, appeal, value, cancellation),
        CardField.IssueType or CardField.Issue => await WriteIssueAsync(db, appeal, field, value, cancellation),
        CardField.Source => await WriteSourceAsync(db, appeal, value, cancellation),
        _ => WritePlain(appeal, field, value),
    };

    private static bool WritePlain(Data.Appeals.Appeal appeal, CardField field, string? value)
    {
        switch (field)
        {
            case CardField.PartsOwner when value is null or "ours" or "client":
                (appeal.PartsOwner, appeal.ClientParts) = (value, value == "client");
                return true;
            case CardField.Cost when value is null || Number(value) is >= 0 and <= CardFields.MostRoubles:
                appeal.EstimatedCost = Number(value);
                return true;
            case CardField.Time when value is null || Number(value) is >= 0 and <= CardFields.MostMinutes:
                appeal.EstimatedTime = (int?)Number(value);
                return true;
            case CardField.Problem when value is null || value.Length <= LongestProblem:
                appeal.ProblemDescription = value is null ? null : StorableText.Of(value);
                return true;
            default:
                return false;
        }
    }

    // A model brings its maker and its kind of device; another maker's model goes.
    private static async Task<bool> WriteDeviceAsync(CrmDb db, Data.Appeals.Appeal appeal, string? value, CancellationToken cancellation)
    {
        var parts = value?.Split('/');
        if (parts is null)
        {
            (appeal.BrandId, appeal.PhoneBrand, appeal.ModelId, appeal.PhoneModel) = (null, null, null, null);
            return true;
        }

        if (parts.Length != 2 || !Guid.TryParse(parts[0], out var brandId)) return false;
        if (await db.Brands.Where(b => b.Id == brandId && b.IsActive).Select(b => b.Name).SingleOrDefaultAsync(cancellation) is not { } brand) return false;
        if (parts[1].Length == 0)
        {
            (appeal.BrandId, appeal.PhoneBrand, appeal.ModelId, appeal.PhoneModel) = (brandId, brand, null, null);
            return true;
        }

        if (!Guid.TryParse(parts[1], out var modelId)) return false;
        var model = await db.Models.Where(m => m.Id == modelId && m.BrandId == brandId && m.IsActive).Select(m => new { m.Name, m.DeviceTypeId }).SingleOrDefaultAsync(cancellation);
        if (model is null) return false;
        (appeal.BrandId, appeal.PhoneBrand, appeal.ModelId, appeal.PhoneModel) = (brandId, brand, modelId, model.Name);
        appeal.DeviceTypeId = model.DeviceTypeId ?? appeal.DeviceTypeId;
        return true;
    }

    private static async Task<bool> WriteDeviceTypeAsync(CrmDb db, Data.Appeals.Appeal appeal, string? value, CancellationToken cancellation)
    {
        if (!TryId(value, out var id) || (id is not null && !await db.DeviceTypes.AnyAsync(t => t.Id == id && t.IsActive, cancellation))) return false;

        // A telephone's model is none of a notebook's.
        if (id is not null && appeal.ModelId is { } modelId && await db.Models.AnyAsync(m => m.Id == modelId && m.DeviceTypeId != null && m.DeviceTypeId != id, cancellation))
            (appeal.ModelId, appeal.PhoneModel) = (null, null);
        appeal.DeviceTypeId = id;
        return true;
    }

    private static async Task<bool> WriteDealTypeAsync(CrmDb db, Data.Appeals.Appeal appeal, string? value, CancellationToken cancellation)
    {
        if (!TryId(value, out var id)) return false;
        var code = id is null ? null : await db.DealTypes.Where(d => d.Id == id && d.IsActive).Select(d => d.Code).SingleOrDefaultAsync(cancellation);
        if (id is not null && code is null) return false;
        (appeal.DealTypeId, appeal.Type, appeal.TypeIdentified, appeal.TypeConfidence) = (id, code, code is not null, code is null ? 0 : 1);
        return true;
    }

    private static async Task<bool> WriteRepairTypeAsync(CrmDb db, Data.Appeals.Appeal appeal, string? value, CancellationToken cancellation)
    {
        if (!TryId(value, out var id)) return false;
        var name = id is null ? null : await db.RepairTypes.Where(r => r.Id == id && r.IsActive).Select(r => r.Name).SingleOrDefaultAsync(cancellation);
        if (id is not null && name is null) return false;
        (appeal.RepairTypeId, appeal.MalfunctionCategory) = (id, name);
        return true;
    }

    private static async Task<bool> WriteIssueAsync(CrmDb db, Data.Appeals.Appeal appeal, CardField field, string? value, CancellationToken cancellation)
    {
        if (!TryId(value, out var id)) return false;
        if (field == CardField.IssueType)
        {
            if (id is not null && !await db.IssueTypes.AnyAsync(t => t.Id == id && t.IsActive, cancellation)) return false;
            (appeal.IssueTypeId, appeal.IssueId, appeal.MalfunctionType) = (id, null, null);
            return true;
        }

        var issue = id is null ? null : await db.Issues.Where(i => i.Id == id && i.IsActive).Select(i => new { i.Name, i.IssueTypeId }).SingleOrDefaultAsync(cancellation);
        if (id is not null && issue is null) return false;
        (appeal.IssueId, appeal.MalfunctionType, appeal.IssueTypeId) = (id, issue?.Name, issue?.IssueTypeId ?? appeal.IssueTypeId);
        return true;
    }

    private static async Task<bool> WriteSourceAsync(CrmDb db, Data.Appeals.Appeal appeal, string? value, CancellationToken cancellation)
    {
        if (!TryId(value, out var id)) return false;
        var channelId = id is null ? null : await db.LeadSources.Where(s => s.Id == id && s.IsActive).Select(s => (Guid?)s.SalesChannelId).SingleOrDefaultAsync(cancellation);
        if (id is not null && channelId is null) return false;

        // Without a source the appeal counts for the sales channel of where it came in, as if none had been found.
        channelId ??= await db.Channels.Where(c => c.Id == appeal.AdChannelId).Select(c => c.SalesChannelId).SingleOrDefaultAsync(cancellation);
        (appeal.LeadSourceId, appeal.SalesChannelId) = (id, channelId);
        return true;
    }

    /// <summary>By ix_lead_touches_appeal.</summary>
    private static Task<bool> IsByMarksAsync(CrmDb db, Guid appealId, CancellationToken cancellation) =>
        db.LeadTouches.AnyAsync(t => t.AppealId == appealId && t.IsFirst && t.LeadSourceId != null, cancellation);

    private static async Task<string> SourceDetailsAsync(CrmDb db, List<string> columns, Guid? before, Guid? after, string? why, CancellationToken cancellation)
    {
        var names = await db.LeadSources.Where(s => s.Id == before || s.Id == after).ToDictionaryAsync(s => s.Id, s => s.Name, cancellation);
        return ActionDetails.Source(columns, before is { } b ? names.GetValueOrDefault(b) : null, after is { } a ? names.GetValueOrDefault(a) : null, why);
    }

    private static bool TryId(string? value, out Guid? id)
    {
        id = Guid.TryParse(value, out var parsed) ? parsed : null;
        return value is null || id is not null;
    }

    private static decimal? Number(string? value) => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
