using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>An operator lets the appeal take over what the client's words name.</summary>
public sealed class DeviceActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>
    /// Fills what is still empty: brand and model with their device type, the repair type, and the legacy columns beside them. What a colleague wrote meanwhile stays. With
    /// type, brand, model and repair known the appeal moves to "Информация собрана".
    /// </summary>
    /// <returns>The columns that were filled; empty when nothing was left to fill.</returns>
    public async Task<IReadOnlyList<string>> KeepAsync(Guid appealId, FoundDevice found, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await Data.Messages.Outbox.LockAsync(db, appealId, cancellation);
        var appeal = await db.Appeals.SingleOrDefaultAsync(a => a.Id == appealId, cancellation);
        if (appeal is null) return [];

        var filled = new List<string>();
        if (await DeviceOfAsync(db, found, cancellation) is { } device && (appeal.BrandId is null || appeal.BrandId == device.BrandId) && appeal.ModelId is null)
        {
            if (appeal.BrandId is null) filled.Add("brand_id");
            (appeal.BrandId, appeal.PhoneBrand) = (device.BrandId, device.Brand);
            if (device.ModelId is not null)
            {
                (appeal.ModelId, appeal.PhoneModel, appeal.DeviceTypeId) = (device.ModelId, device.Model, appeal.DeviceTypeId ?? device.DeviceTypeId);
                filled.Add("model_id");
            }
        }

        if (appeal.RepairTypeId is null && await db.RepairTypes.SingleOrDefaultAsync(r => r.Id == found.RepairTypeId, cancellation) is { } repair)
        {
            (appeal.RepairTypeId, appeal.MalfunctionCategory) = (repair.Id, repair.Name);
            filled.Add("repair_type_id");
        }

        if (filled.Count == 0) return filled;
        var now = time.GetUtcNow();
        appeal.UpdatedAt = now;
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = current.Id, ContextAppealId = appealId, ActionType = ActionTypes.AppealUpdated, Details = ActionDetails.Fields(filled), CreatedAt = now,
        });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, SubjectId = current.Id, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await StageMoves.WhenAllIsKnownAsync(db, appeal, current.Id, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return filled;
    }

    private static async Task<(Guid BrandId, string Brand, Guid? ModelId, string? Model, Guid? DeviceTypeId)?> DeviceOfAsync(CrmDb db, FoundDevice found, CancellationToken cancellation)
    {
        if (found.ModelId is { } modelId
            && await db.Models.Where(m => m.Id == modelId).Select(m => new { m.BrandId, m.Name, m.DeviceTypeId, Brand = db.Brands.First(b => b.Id == m.BrandId).Name })
                .SingleOrDefaultAsync(cancellation) is { } model)
            return (model.BrandId, model.Brand, modelId, model.Name, model.DeviceTypeId);
        if (found.BrandId is { } brandId && await db.Brands.Where(b => b.Id == brandId).Select(b => b.Name).SingleOrDefaultAsync(cancellation) is { } brand)
            return (brandId, brand, null, null, null);
        return null;
    }
}
