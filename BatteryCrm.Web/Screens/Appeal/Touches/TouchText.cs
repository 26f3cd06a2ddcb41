using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Screens.Appeal.Touches;

/// <summary>Touches in words.</summary>
public static class TouchText
{
    /// <summary>The marks in one line: the UTM marks in their order, the code, the ids.</summary>
    public static string Of(LeadMarks marks)
    {
        List<string> parts = [];
        if (marks.HasUtm) parts.Add(string.Join(" / ", new[] { marks.UtmSource, marks.UtmMedium, marks.UtmCampaign, marks.UtmTerm, marks.UtmContent }.Select(m => m ?? "—")));
        if (marks.Code is { } code) parts.Add($"{CardTexts.TouchCode} {code}");
        if (marks.AdId is { } ad) parts.Add($"{CardTexts.TouchAd} {ad}");
        if (marks.ItemId is { } item) parts.Add($"{CardTexts.TouchItem} {item}");
        return string.Join(" · ", parts);
    }

    /// <summary>A line of the history.</summary>
    public static string Line(Touch touch) => $"{CardTexts.TouchAgain}: {Of(touch.Marks)} → {touch.Source ?? CardTexts.TouchUnmatched}";
}
