using System.Text.Json;
using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>A cell and what it becomes.</summary>
public readonly record struct CellChange(Cell Cell, bool IsShown);

/// <summary>What was changed together.</summary>
/// <param name="Who">Null when a rule or a command did it.</param>
public sealed record VisibilityChange(Guid ChangeId, DateTimeOffset At, string? Who, IReadOnlyList<CellChange> Cells);

/// <summary>The changes of the matrix, as the database has kept them.</summary>
public sealed class VisibilityVersions(IDbContextFactory<CrmDb> factory)
{
    internal const string Subject = "appeal_meta_visibility";

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<VisibilityChange>> NewestAsync(int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var changes = await db.SettingsVersions.Where(v => v.Subject == Subject).GroupBy(v => v.ChangeId).Select(g => new { Id = g.Key, First = g.Min(v => v.Id) })
            .OrderByDescending(g => g.First).Take(count).ToListAsync(cancellation);
        var ids = changes.ConvertAll(c => c.Id);
        var read = await db.SettingsVersions.Where(v => v.Subject == Subject && ids.Contains(v.ChangeId)).OrderBy(v => v.Id)
            .Select(v => new { v.ChangeId, v.SubjectId, v.After, v.MadeAt, Who = db.Operators.Where(o => o.Id == v.OperatorId).Select(o => o.Name ?? o.UserName).FirstOrDefault() }).ToListAsync(cancellation);
        var byChange = read.ToLookup(v => v.ChangeId);
        return
        [
            .. changes.Select(c => new VisibilityChange(
                c.Id, byChange[c.Id].Last().MadeAt, byChange[c.Id].Select(v => v.Who).FirstOrDefault(w => w is not null),
                [.. byChange[c.Id].Select(v => CellOf(v.SubjectId) is { } cell ? new CellChange(cell, IsShown(v.After)) : (CellChange?)null).OfType<CellChange>()])),
        ];
    }

    /// <summary>What would change for the matrix to be what it was before a change; empty when it is so already.</summary>
    public async Task<IReadOnlyList<CellChange>> BackAsync(Guid changeId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await BackAsync(db, changeId, cancellation);
    }

    internal static async Task<IReadOnlyList<CellChange>> BackAsync(CrmDb db, Guid changeId, CancellationToken cancellation)
    {
        var first = await db.SettingsVersions.Where(v => v.Subject == Subject && v.ChangeId == changeId).MinAsync(v => (long?)v.Id, cancellation);
        if (first is null) return [];

        // A cell was then what the first change since has found there.
        var since = await db.SettingsVersions.Where(v => v.Subject == Subject && v.Id >= first).OrderBy(v => v.Id).Select(v => new { v.SubjectId, v.Before }).ToListAsync(cancellation);
        var hidden = (await db.AppealMetaVisibilities.Where(v => !v.IsVisible).Select(v => new Cell(v.ConfigId, v.DealTypeId)).ToListAsync(cancellation)).ToHashSet();
        return
        [
            .. since.DistinctBy(v => v.SubjectId, StringComparer.Ordinal).Select(v => CellOf(v.SubjectId) is { } cell ? new CellChange(cell, IsShown(v.Before)) : (CellChange?)null).OfType<CellChange>()
                .Where(c => c.IsShown == hidden.Contains(c.Cell)),
        ];
    }

    // No row: shown.
    private static bool IsShown(string? version)
    {
        if (version is null) return true;
        using var columns = JsonDocument.Parse(version);
        return !columns.RootElement.TryGetProperty("is_visible", out var value) || value.GetBoolean();
    }

    private static Cell? CellOf(string subject) => subject.Split('/') is [var parameter, var deal] && Guid.TryParse(deal, out var id) ? new Cell(parameter, id) : null;
}
