using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Marks and refusals in words.</summary>
public static class MarkText
{
    /// <summary>A name to begin with: the marks in their order, or what the code is.</summary>
    public static string NameOf(LeadMarks marks) =>
        StorableName(marks.HasUtm ? string.Join(" / ", new[] { marks.UtmSource, marks.UtmMedium, marks.UtmCampaign, marks.UtmTerm, marks.UtmContent }.OfType<string>())
        : marks.Code ?? (marks.AdId is { } ad ? With(LeadSourceTexts.NameOfAd, ad) : With(LeadSourceTexts.NameOfItem, marks.ItemId ?? string.Empty)));

    public static string Of(MarkRefusal refusal) => refusal switch
    {
        MarkRefusal.NotAllowed => LeadSourceTexts.NotAllowed,
        MarkRefusal.NoName => LeadSourceTexts.NoName,
        MarkRefusal.NameTaken => LeadSourceTexts.NameTaken,
        MarkRefusal.NoSales => LeadSourceTexts.NoSales,
        MarkRefusal.NoMarks => LeadSourceTexts.NoMarks,
        _ => LeadSourceTexts.Gone,
    };

    public static string With(string words, string value) => words.Replace("{0}", value, StringComparison.Ordinal);

    private static string StorableName(string name) => BatteryCrm.Data.Messages.StorableText.Cut(name, MarkActions.LongestName);
}
