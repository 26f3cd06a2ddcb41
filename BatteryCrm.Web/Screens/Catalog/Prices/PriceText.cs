using System.Globalization;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>Cells, days and numbers of the price table in words.</summary>
internal static class PriceText
{
    /// <summary>"Любое устройство", "Apple", "iPhone 13".</summary>
    public static string Of(PriceRow row) => row.Scope == OfferScope.AnyDevice ? PriceTexts.AnyDevice : row.Name;

    /// <summary>With the brand before the model.</summary>
    public static string Full(PriceRow row) => row.Brand.Length > 0 ? $"{row.Brand} {row.Name}" : Of(row);

    /// <summary>Why a cell shows what it shows; null for what stands there itself and alone.</summary>
    public static string? Title(PriceRow row, PriceColumn column, PriceCell cell) => cell switch
    {
        { Own: not null, More: > 0 } => Plural.Of(cell.More, PriceTexts.MoreHere),
        { Inherited: { } from } => from.Scope == OfferScope.AnyDevice ? PriceTexts.FromAny : CatalogueText.With(PriceTexts.FromBrand, row.Brand),
        { IsHidden: true } => CatalogueText.With(PriceTexts.HiddenByOther, column.Repair),
        _ => null,
    };

    /// <summary>"эта цена действует для 14 моделей".</summary>
    public static string Holds(int models) => Plural.Of(models, PriceTexts.Holds);

    /// <summary>"1 ноября", with the year where it is not this one.</summary>
    public static string Day(DateOnly day, DateOnly today)
    {
        var format = (CultureInfo.CurrentCulture.TwoLetterISOLanguageName, day.Year == today.Year) switch
        {
            ("en", true) => "MMMM d",
            ("en", false) => "MMMM d, yyyy",
            (_, true) => "d MMMM",
            _ => "d MMMM yyyy",
        };
        return day.ToString(format, CultureInfo.CurrentCulture);
    }

    /// <summary>The days of a price: "с 1 декабря", "с 1 ноября по 30 ноября", "30 ноября".</summary>
    /// <param name="until">The day from which the next one holds; null = it holds on.</param>
    public static string Days(DateOnly from, DateOnly? until, DateOnly today)
    {
        if (until is not { } next) return CatalogueText.With(PriceTexts.From, Day(from, today));
        var last = next > from ? next.AddDays(-1) : from;
        return last == from ? Day(from, today) : CatalogueText.With(PriceTexts.FromTo, Day(from, today), Day(last, today));
    }

    public static string Of(PlanResult result, DateOnly from, DateOnly today) => result.Outcome switch
    {
        PlanOutcome.Past => PriceTexts.PlanPast,
        PlanOutcome.Taken => CatalogueText.With(PriceTexts.PlanTaken, Day(from, today), MoneyText.Of(result.Other ?? 0)),
        PlanOutcome.NoLabour => PriceTexts.PlanNeedsLabour,
        PlanOutcome.NotAllowed => CatalogueTexts.NotAllowed,
        _ => PriceTexts.PlanGone,
    };

    /// <summary>Some names and how many there are besides.</summary>
    public static string Names(IReadOnlyList<string> names, int most = 5) =>
        string.Join("; ", names.Take(most)) + (names.Count > most ? " " + Plural.Of(names.Count - most, PriceTexts.AndMore) : null);
}
