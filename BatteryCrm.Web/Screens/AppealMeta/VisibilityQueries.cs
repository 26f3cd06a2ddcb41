using BatteryCrm.Data;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Cards;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>An appeal that can be looked at.</summary>
public sealed record AppealOption(Guid Id, string? ClientName, string? Phone, string? Device, DateTimeOffset CreatedAt);

/// <summary>A parameter that an operator does not see.</summary>
/// <param name="IsOff">The platform has switched it off for everybody; else it is hidden for this kind of deal.</param>
/// <param name="Since">When it was hidden; null when the log does not know.</param>
/// <param name="Who">Null when a rule or a command did it.</param>
/// <param name="Filled">Appeals of this kind of deal that have a value.</param>
public sealed record HiddenField(CardParameter Parameter, bool IsOff, DateTimeOffset? Since, string? Who, int Filled);

/// <param name="Appeals">All of this kind of deal.</param>
public sealed record HiddenFields(IReadOnlyList<HiddenField> Fields, int Appeals);

/// <summary>What is shown for which kind of deal, and how that looks.</summary>
public sealed class VisibilityQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Appeals to choose from.</summary>
    public const int MostAppeals = 8;

    public async Task<VisibilityMatrix> MatrixAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await MatrixAsync(db, cancellation);
    }

    internal static async Task<VisibilityMatrix> MatrixAsync(CrmDb db, CancellationToken cancellation)
    {
        var parameters = await db.AppealMetaConfigs.OrderBy(c => c.Order).ThenBy(c => c.Id)
            .Select(c => new { c.IsActive, Parameter = new CardParameter(c.Id, c.Label, c.Group, c.SourceField, c.FormatType) }).ToListAsync(cancellation);
        var deals = await db.DealTypes.Where(d => d.IsActive).OrderBy(d => d.CreatedAt).ThenBy(d => d.Name).Select(d => new DealColumn(d.Id, d.Code, d.Name)).ToListAsync(cancellation);
        var hidden = await db.AppealMetaVisibilities.Where(v => !v.IsVisible).Select(v => new Cell(v.ConfigId, v.DealTypeId)).ToListAsync(cancellation);
        var inOrder = parameters.OrderBy(p => Sections.PlaceOf(p.Parameter.Group)).ToList();
        return new VisibilityMatrix(
            [.. inOrder.Where(p => p.IsActive).Select(p => p.Parameter)], [.. inOrder.Where(p => !p.IsActive).Select(p => p.Parameter)], deals, hidden.ToHashSet());
    }

    /// <summary>The newest appeals of a kind of deal, as the card counts them: by the deal type, or the type that only a rule knows yet.</summary>
    /// <param name="words">A part of the client's name, or digits of the number; empty = all.</param>
    public async Task<IReadOnlyList<AppealOption>> AppealsAsync(DealColumn deal, string words, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var (id, code) = (deal.Id, deal.Code);
        var found =
            from appeal in db.Appeals
            where appeal.DealTypeId == id || (appeal.DealTypeId == null && appeal.Type == code)
            join client in db.Clients on appeal.ClientId equals client.Id
            select new { appeal, client };
        var text = words.Trim();
        if (text.Length > 0)
        {
            var digits = string.Concat(text.Where(char.IsAsciiDigit));
            var (name, number) = (LikePattern(text), LikePattern(digits));
            found = digits.Length >= 3
                ? found.Where(x => EF.Functions.ILike(x.client.Name!, name, "\\") || EF.Functions.Like(x.client.Phone!, number, "\\"))
                : found.Where(x => EF.Functions.ILike(x.client.Name!, name, "\\"));
        }

        var read = await found.OrderByDescending(x => x.appeal.CreatedAt).ThenByDescending(x => x.appeal.Id).Take(MostAppeals)
            .Select(x => new
            {
                x.appeal.Id, x.client.Name, x.client.Phone, x.appeal.CreatedAt,
                Brand = db.Brands.Where(b => b.Id == x.appeal.BrandId).Select(b => b.Name).FirstOrDefault(), Model = db.Models.Where(m => m.Id == x.appeal.ModelId).Select(m => m.Name).FirstOrDefault(),
            }).ToListAsync(cancellation);
        return read.ConvertAll(r => new AppealOption(r.Id, r.Name, r.Phone, DeviceText.Of(r.Brand, r.Model), r.CreatedAt));
    }

    /// <inheritdoc cref="CardReading.ReadAsync"/>
    public async Task<AppealCard?> CardAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await CardReading.ReadAsync(db, appealId, cancellation);
    }

    /// <summary>What an operator does not see of a kind of deal, by which rule, and how much of it there is.</summary>
    public async Task<HiddenFields> HiddenAsync(DealColumn deal, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var matrix = await MatrixAsync(db, cancellation);
        var hidden = matrix.Inactive.Select(p => (Parameter: p, IsOff: true)).Concat(matrix.Parameters.Where(p => !matrix.Shows(new Cell(p.Id, deal.Id))).Select(p => (Parameter: p, IsOff: false))).ToList();
        if (hidden.Count == 0) return new HiddenFields([], 0);

        var subjects = hidden.Where(h => !h.IsOff).Select(h => $"{h.Parameter.Id}/{deal.Id}").ToList();
        var versions = await (
            from version in db.SettingsVersions
            where version.Subject == VisibilityVersions.Subject && subjects.Contains(version.SubjectId)
            group version by version.SubjectId into versionsOfCell
            select versionsOfCell.Max(v => v.Id)).Join(db.SettingsVersions, id => id, v => v.Id, (_, v) => v)
            .Select(v => new { v.SubjectId, v.MadeAt, Who = db.Operators.Where(o => o.Id == v.OperatorId).Select(o => o.Name ?? o.UserName).FirstOrDefault() }).ToListAsync(cancellation);
        var last = versions.ToDictionary(v => v.SubjectId, StringComparer.Ordinal);
        var filled = await FilledFields.CountAsync(db, deal, cancellation);
        return new HiddenFields(
            [
                .. hidden.Select(h =>
                {
                    var version = h.IsOff ? null : last.GetValueOrDefault($"{h.Parameter.Id}/{deal.Id}");
                    return new HiddenField(h.Parameter, h.IsOff, version?.MadeAt, version?.Who, filled.GetValueOrDefault(h.Parameter.SourceField));
                }),
            ],
            filled[FilledFields.All]);
    }

    private static string LikePattern(string text) => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
