using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Cards;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>A kind of deal: a column.</summary>
/// <param name="Code">repair, purchase, sale, consultation, spam or one that came later.</param>
public sealed record DealColumn(Guid Id, string Code, string Name)
{
    public string Words => DealText.Of(Code) ?? Name;
}

/// <summary>One parameter for one kind of deal.</summary>
public readonly record struct Cell(string ParameterId, Guid DealTypeId);

/// <summary>What one tenant shows beside its appeals.</summary>
/// <param name="Parameters">The platform's active ones, by section and order.</param>
/// <param name="Inactive">Those that the platform has switched off for everybody.</param>
/// <param name="Hidden">Everything else is shown.</param>
public sealed record VisibilityMatrix(IReadOnlyList<CardParameter> Parameters, IReadOnlyList<CardParameter> Inactive, IReadOnlyList<DealColumn> Deals, IReadOnlySet<Cell> Hidden)
{
    public bool Shows(Cell cell) => !Hidden.Contains(cell);

    /// <summary>All of one parameter.</summary>
    public IReadOnlyList<Cell> Row(string parameterId) => [.. Deals.Select(d => new Cell(parameterId, d.Id))];

    /// <summary>All of one kind of deal.</summary>
    public IReadOnlyList<Cell> Column(Guid dealTypeId) => [.. Parameters.Select(p => new Cell(p.Id, dealTypeId))];

    /// <returns>Null when some are shown and some are not.</returns>
    public bool? Shows(IReadOnlyList<Cell> cells) => cells.All(Shows) ? true : cells.Any(Shows) ? null : false;

    public VisibilityMatrix With(IEnumerable<Cell> cells, bool isShown)
    {
        var hidden = Hidden.ToHashSet();
        if (isShown) hidden.ExceptWith(cells);
        else hidden.UnionWith(cells);
        return this with { Hidden = hidden };
    }

    /// <summary>The one kind of deal as the other.</summary>
    public VisibilityMatrix Copy(Guid from, Guid to) =>
        With(Column(to), isShown: true).With(Column(from).Where(Hidden.Contains).Select(c => c with { DealTypeId = to }), isShown: false);
}

/// <summary>The sections of the card, in its order.</summary>
public static class Sections
{
    private static readonly IReadOnlyList<string> All = ["appeal", "client", "device", "other"];

    public static int PlaceOf(string group) => All.ToList().IndexOf(group) is >= 0 and var at ? at : All.Count;

    public static string NameOf(string group) => group switch
    {
        "appeal" => Texts.CardAppeal,
        "client" => Texts.CardClient,
        "device" => Texts.CardDevice,
        _ => CardTexts.Other,
    };
}
