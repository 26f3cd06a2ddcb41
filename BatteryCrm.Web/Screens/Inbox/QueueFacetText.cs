using System.Globalization;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>Filters of the queue as people read them.</summary>
public static class QueueFacetText
{
    /// <summary>As they stand in the panel and among the chips.</summary>
    public static readonly IReadOnlyList<QueueFacet> InOrder = [QueueFacet.Channel, QueueFacet.Stage, QueueFacet.Holder, QueueFacet.Deal, QueueFacet.State];

    public static string NameOf(QueueFacet facet) => facet switch
    {
        QueueFacet.Channel => QueueTexts.Channel,
        QueueFacet.Stage => QueueTexts.Stage,
        QueueFacet.Holder => QueueTexts.Holder,
        QueueFacet.Deal => QueueTexts.Deal,
        _ => QueueTexts.State,
    };

    /// <param name="days">One of <see cref="QueueView.Periods"/>.</param>
    public static string NameOf(int days) => days switch
    {
        1 => QueueTexts.Today,
        7 => QueueTexts.Week,
        _ => QueueTexts.Month,
    };

    /// <summary>What can be picked.</summary>
    /// <param name="known">Null = not read yet: only what every tenant has.</param>
    public static IEnumerable<QueueChoice> Choices(QueueFacet facet, QueueChoices? known) => facet switch
    {
        QueueFacet.Channel => known?.Channels ?? [],
        QueueFacet.Stage => QueueView.StageWords.Select(s => new QueueChoice(s.Key, StageText.Of(s.Value))),
        QueueFacet.Holder => [new(QueueView.Me, QueueTexts.Me), new(QueueView.Nobody, QueueTexts.Nobody), .. known?.Operators ?? []],
        QueueFacet.Deal => [.. (known?.Deals ?? []).Select(d => d with { Name = DealText.Of(d.Mark) ?? d.Name }), new(QueueView.Nobody, QueueTexts.NoDeal)],
        _ => [new(QueueView.Snoozed, QueueTexts.Snoozed)],
    };

    /// <summary>Every filter of a view, with the view without it.</summary>
    public static IEnumerable<(string Name, QueueView Without)> Chips(QueueView view, QueueChoices? known)
    {
        foreach (var facet in InOrder)
        {
            var names = Choices(facet, known).ToDictionary(c => c.Value, c => c.Name, StringComparer.Ordinal);
            foreach (var value in view.Values(facet)) yield return (Whole(facet, value, names.GetValueOrDefault(value, known is null ? "…" : QueueTexts.Unknown)), view.Toggle(facet, value));
        }

        if (view.Days is { } days) yield return (NameOf(days), view.Within(null));
        if (view.From is { } from) yield return (QueueTexts.Since.Replace("{0}", Short(from), StringComparison.Ordinal), view.Between(null, view.To));
        if (view.To is { } to) yield return (QueueTexts.Until.Replace("{0}", Short(to), StringComparison.Ordinal), view.Between(view.From, null));
    }

    /// <summary>A day as a date input holds it; null for none.</summary>
    public static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="value">Of a date input; empty for none.</param>
    public static DateOnly? Day(object? value) => DateOnly.TryParseExact(value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // "Никто" alone does not say of what.
    private static string Whole(QueueFacet facet, string value, string name) => facet switch
    {
        QueueFacet.Holder => QueueTexts.HeldBy.Replace("{0}", name, StringComparison.Ordinal),
        QueueFacet.Deal when value == QueueView.Nobody => QueueTexts.DealOf.Replace("{0}", name, StringComparison.Ordinal),
        _ => name,
    };

    private static string Short(DateOnly day) => day.ToString("d MMM", CultureInfo.CurrentCulture);
}
