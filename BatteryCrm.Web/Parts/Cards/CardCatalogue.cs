using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>A row of <c>appeal_meta_config</c>.</summary>
/// <param name="Group">appeal, client, device or other.</param>
/// <param name="Format">text, date, duration, currency or boolean.</param>
public sealed record CardParameter(string Id, string Label, string Group, string SourceField, string Format);

/// <summary>Something to pick.</summary>
/// <param name="Value">As of <see cref="CardFacts.ValueOf"/>.</param>
/// <param name="Detail">What it belongs to; null when it stands alone.</param>
/// <param name="Spellings">Every way to write it, folded.</param>
/// <param name="Code">Of a deal type, whose name is translated where it is shown; else null.</param>
public sealed record CardOption(string Value, string Name, string? Detail, IReadOnlyList<string> Spellings, string? Code = null);

/// <summary>What one tenant's cards show and what can be picked in them: parameters, what is hidden, the active rows of the catalogues.</summary>
/// <param name="Parameters">The active ones, in their order.</param>
/// <param name="Hidden">Which parameter is not shown for which deal type.</param>
/// <param name="Issues">By their type.</param>
/// <param name="Names">Of brands, models and repair types.</param>
/// <param name="Deals">Deal types by their code.</param>
public sealed record CardCatalogue(
    IReadOnlyList<CardParameter> Parameters,
    IReadOnlySet<(string Parameter, Guid DealTypeId)> Hidden,
    IReadOnlyDictionary<CardField, IReadOnlyList<CardOption>> Options,
    ILookup<Guid, CardOption> Issues,
    IReadOnlyDictionary<Guid, string> Names,
    IReadOnlyDictionary<string, Guid> Deals)
{
    /// <summary>Null for no id, and for a row that is not active.</summary>
    public string? NameOf(Guid? id) => id is { } known ? Names.GetValueOrDefault(known) : null;

    /// <summary>What is shown of an appeal, by its deal type, or the type that only a rule knows yet. With neither nothing is hidden.</summary>
    public IEnumerable<CardParameter> Shown(CardFacts facts)
    {
        var deal = facts.DealTypeId ?? (facts.Type is { } code && Deals.TryGetValue(code, out var id) ? id : null);
        return Parameters.Where(p => deal is not { } type || !Hidden.Contains((p.Id, type)));
    }

    /// <summary>What can be picked for a field of this appeal: complaints of its group only, once the group is known.</summary>
    public IReadOnlyList<CardOption> OptionsOf(CardField field, CardFacts facts) =>
        field == CardField.Issue && facts.IssueTypeId is { } type ? [.. Issues[type]] : Options.GetValueOrDefault(field, []);

    /// <summary>Those whose name or another spelling holds what was typed ("айфон13", "iphone 13"), the ones that begin with it first.</summary>
    public static IEnumerable<CardOption> Find(IEnumerable<CardOption> options, string? typed)
    {
        var wanted = Folded(typed ?? string.Empty);
        return wanted.Length == 0 ? options : options
            .Select(o => (Option: o, Place: o.Spellings.Where(s => s.Contains(wanted, StringComparison.Ordinal)).Select(s => s.Length + (s.StartsWith(wanted, StringComparison.Ordinal) ? 0 : 1000)).DefaultIfEmpty(-1).Min()))
            .Where(o => o.Place >= 0).OrderBy(o => o.Place).Select(o => o.Option);
    }

    /// <summary>Eleven statements; once per tenant and change.</summary>
    public static async Task<CardCatalogue> ReadAsync(CrmDb db, CancellationToken cancellation)
    {
        var parameters = await db.AppealMetaConfigs.Where(c => c.IsActive).OrderBy(c => c.Order).ThenBy(c => c.Id)
            .Select(c => new CardParameter(c.Id, c.Label, c.Group, c.SourceField, c.FormatType)).ToListAsync(cancellation);
        var hidden = await db.AppealMetaVisibilities.Where(v => !v.IsVisible).Select(v => new { v.ConfigId, v.DealTypeId }).ToListAsync(cancellation);
        var used = Used(await db.TenantConfigs.Where(c => c.Key == "deal_types_used").Select(c => c.Value).SingleOrDefaultAsync(cancellation));
        var deals = await db.DealTypes.Where(d => d.IsActive).OrderBy(d => d.CreatedAt).ThenBy(d => d.Name).Select(d => new { d.Id, d.Name, d.Code }).ToListAsync(cancellation);
        var sources = await db.LeadSources.Where(s => s.IsActive).OrderBy(s => s.Name)
            .Select(s => new { s.Id, s.Name, Channel = db.SalesChannels.Where(c => c.Id == s.SalesChannelId).Select(c => c.Name).FirstOrDefault() }).ToListAsync(cancellation);
        var repairs = await db.RepairTypes.Where(r => r.IsActive).OrderBy(r => r.Name).Select(r => new { r.Id, r.Name }).ToListAsync(cancellation);
        var issueTypes = await db.IssueTypes.Where(t => t.IsActive).OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToListAsync(cancellation);
        var issues = await db.Issues.Where(i => i.IsActive).OrderBy(i => i.Name).Select(i => new { i.Id, i.Name, i.IssueTypeId }).ToListAsync(cancellation);
        var deviceTypes = await db.DeviceTypes.Where(t => t.IsActive).OrderBy(t => t.Name).Select(t => new { t.Id, t.Name }).ToListAsync(cancellation);
        var brands = await db.Brands.Where(b => b.IsActive).OrderBy(b => b.Name).Select(b => new { b.Id, b.Name, b.Aliases }).ToListAsync(cancellation);
        var models = await db.Models.Where(m => m.IsActive).OrderBy(m => m.Name).Select(m => new { m.Id, m.Name, m.Aliases, m.BrandId }).ToListAsync(cancellation);

        var (typeNames, makers) = (issueTypes.ToDictionary(t => t.Id, t => t.Name), brands.ToDictionary(b => b.Id));
        var complaints = issues.Where(i => typeNames.ContainsKey(i.IssueTypeId)).Select(i => (i.IssueTypeId, Option: Option(i.Id, i.Name, typeNames[i.IssueTypeId]))).ToList();
        return new CardCatalogue(
            parameters, hidden.Select(h => (h.ConfigId, h.DealTypeId)).ToHashSet(),
            new Dictionary<CardField, IReadOnlyList<CardOption>>
            {
                [CardField.DealType] = [.. deals.Where(d => used is null || used.Contains(d.Code)).Select(d => Option(d.Id, d.Name) with { Code = d.Code })],
                [CardField.Source] = [.. sources.Select(s => Option(s.Id, s.Name, s.Channel))],
                [CardField.RepairType] = [.. repairs.Select(r => Option(r.Id, r.Name))],
                [CardField.IssueType] = [.. issueTypes.Select(t => Option(t.Id, t.Name))],
                [CardField.Issue] = [.. complaints.Select(c => c.Option)],
                [CardField.DeviceType] = [.. deviceTypes.Select(t => Option(t.Id, t.Name))],
                [CardField.Device] =
                [
                    .. models.Where(m => makers.ContainsKey(m.BrandId)).Select(m => new CardOption(
                        $"{m.BrandId}/{m.Id}", DeviceText.Of(makers[m.BrandId].Name, m.Name)!, null, Spellings([m.Name, .. m.Aliases], [makers[m.BrandId].Name, .. makers[m.BrandId].Aliases]))),
                    .. brands.Select(b => new CardOption($"{b.Id}/", b.Name, null, Spellings([b.Name, .. b.Aliases], []))),
                ],
            },
            complaints.ToLookup(c => c.IssueTypeId, c => c.Option),
            brands.Select(b => (b.Id, b.Name)).Concat(models.Select(m => (m.Id, m.Name))).Concat(repairs.Select(r => (r.Id, r.Name))).ToDictionary(n => n.Id, n => n.Name),
            deals.ToDictionary(d => d.Code, d => d.Id, StringComparer.Ordinal));
    }

    /// <summary>The codes of the deal types that the tenant uses; null when all.</summary>
    internal static IReadOnlySet<string>? Used(string? json)
    {
        if (json is null) return null;
        using var value = JsonDocument.Parse(json);
        if (value.RootElement.ValueKind is not JsonValueKind.Array) return null;
        var codes = value.RootElement.EnumerateArray().Where(c => c.ValueKind is JsonValueKind.String).Select(c => c.GetString()!).ToHashSet(StringComparer.Ordinal);
        return codes.Count == 0 ? null : codes;
    }

    private static CardOption Option(Guid id, string name, string? detail = null) => new(id.ToString(), name, detail, Spellings([name], []));

    // With and without the maker before it: "айфон 13" is a name of its own, "redmi note 12" may be written behind "xiaomi".
    private static List<string> Spellings(IReadOnlyList<string> names, IReadOnlyList<string> makers) =>
        [.. names.Concat(makers.SelectMany(m => names.Select(n => $"{m} {n}"))).Select(Folded).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal)];

    private static string Folded(string text) => string.Concat(Spelling.Split(text).Select(w => w.Folded));
}
