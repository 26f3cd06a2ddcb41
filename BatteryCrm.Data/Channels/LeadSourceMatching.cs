namespace BatteryCrm.Data.Channels;

/// <summary>An active lead source as the rules read it.</summary>
/// <param name="Marks">Its five UTM marks and its code; a mark that is null or blank means any.</param>
public sealed record LeadSourceRule(Guid Id, Guid SalesChannelId, LeadMarks Marks)
{
    public static LeadSourceRule Of(LeadSource source) =>
        new(source.Id, source.SalesChannelId, new LeadMarks(source.UtmSource, source.UtmMedium, source.UtmCampaign, source.UtmTerm, source.UtmContent, source.Code));
}

/// <summary>What the rules say of an appeal.</summary>
/// <param name="LeadSourceId">Null when nothing says more than where the client wrote.</param>
/// <param name="ByMarks">Its marks found the source; false: it stands in for one that was not found.</param>
public sealed record LeadAttribution(Guid? LeadSourceId, Guid? SalesChannelId, bool ByMarks);

/// <summary>
/// The order of the rules, without a database: UTM marks, the code, the ad id, the item, "came before", the sales channel of the channel. Sources come oldest first and are active.
/// </summary>
public static class LeadSourceMatching
{
    /// <summary>Where an appeal came from.</summary>
    /// <param name="hasCompleted">The client has an earlier appeal that was completed.</param>
    /// <param name="repeatId">The source of such clients; null = the tenant has none.</param>
    /// <param name="channelSalesId">The sales channel of the channel in which he wrote.</param>
    public static LeadAttribution Resolve(IReadOnlyList<LeadSourceRule> sources, LeadMarks marks, bool hasCompleted, Guid? repeatId, Guid? channelSalesId)
    {
        if (Find(sources, marks) is { } found) return new LeadAttribution(found.Id, found.SalesChannelId, ByMarks: true);
        return hasCompleted && sources.FirstOrDefault(s => s.Id == repeatId) is { } repeat
            ? new LeadAttribution(repeat.Id, repeat.SalesChannelId, ByMarks: false)
            : new LeadAttribution(null, channelSalesId, ByMarks: false);
    }

    /// <summary>The source that the marks fit, or null. Among several by UTM the one whose weightier marks are filled, then the older.</summary>
    public static LeadSourceRule? Find(IReadOnlyList<LeadSourceRule> sources, LeadMarks marks) =>
        ByUtm(sources, marks) ?? ByCode(sources, marks.Code) ?? ByCode(sources, marks.AdId) ?? ByCode(sources, marks.ItemId);

    private static LeadSourceRule? ByUtm(IReadOnlyList<LeadSourceRule> sources, LeadMarks marks)
    {
        if (!marks.HasUtm) return null;
        var (best, weight) = ((LeadSourceRule?)null, 0);
        foreach (var source in sources)
        {
            // A source without marks weighs nothing and fits nothing; of equal ones the first is the oldest.
            if (Fits(source.Marks, marks) && Weight(source.Marks) is var own && own > weight) (best, weight) = (source, own);
        }

        return best;
    }

    private static LeadSourceRule? ByCode(IReadOnlyList<LeadSourceRule> sources, string? code) => string.IsNullOrWhiteSpace(code) ? null : sources.FirstOrDefault(s => IsSame(s.Marks.Code, code));

    private static bool Fits(LeadMarks rule, LeadMarks given) =>
        IsAnyOr(rule.UtmSource, given.UtmSource) && IsAnyOr(rule.UtmMedium, given.UtmMedium) && IsAnyOr(rule.UtmCampaign, given.UtmCampaign)
        && IsAnyOr(rule.UtmTerm, given.UtmTerm) && IsAnyOr(rule.UtmContent, given.UtmContent);

    private static int Weight(LeadMarks rule) =>
        (Is(rule.UtmSource) ? 16 : 0) + (Is(rule.UtmMedium) ? 8 : 0) + (Is(rule.UtmCampaign) ? 4 : 0) + (Is(rule.UtmContent) ? 2 : 0) + (Is(rule.UtmTerm) ? 1 : 0);

    private static bool Is(string? mark) => !string.IsNullOrWhiteSpace(mark);

    private static bool IsAnyOr(string? rule, string? given) => !Is(rule) || IsSame(rule, given);

    private static bool IsSame(string? one, string? other) => Is(one) && Is(other) && one!.AsSpan().Trim().Equals(other!.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);
}
