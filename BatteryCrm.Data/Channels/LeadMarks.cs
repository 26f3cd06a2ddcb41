using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Data.Channels;

/// <summary>
/// What says where a client came from: the UTM marks of a page, the code of a start parameter, ref or payload, the id of an advertisement, the item of a classifieds site.
/// Trimmed and cut by <see cref="Of"/>; null = not given.
/// </summary>
public sealed record LeadMarks(
    string? UtmSource = null, string? UtmMedium = null, string? UtmCampaign = null, string? UtmTerm = null, string? UtmContent = null, string? Code = null, string? AdId = null, string? ItemId = null)
{
    /// <summary>UTF-16 units of one mark; longer ones are cut: anybody can write them into a link, and an index row must hold them.</summary>
    public const int Longest = 200;

    public static readonly LeadMarks None = new();

    public bool HasUtm => UtmSource is not null || UtmMedium is not null || UtmCampaign is not null || UtmTerm is not null || UtmContent is not null;

    public bool IsEmpty => !HasUtm && Code is null && AdId is null && ItemId is null;

    /// <summary>
    /// The same for marks that one rule would match: the five UTM marks in any case, else the code, else the ad, else the item. The ad beside UTM marks is left out: some sites give one to each click.
    /// Null without any mark.
    /// </summary>
    public string? Key =>
        HasUtm ? Hashed("utm", UtmSource, UtmMedium, UtmCampaign, UtmTerm, UtmContent)
        : Code is not null ? Hashed("code", Code)
        : AdId is not null ? Hashed("ad", AdId)
        : ItemId is not null ? Hashed("item", ItemId)
        : null;

    /// <summary>As they came, made fit to be stored and compared.</summary>
    public static LeadMarks Of(
        string? utmSource = null, string? utmMedium = null, string? utmCampaign = null, string? utmTerm = null, string? utmContent = null, string? code = null, string? adId = null, string? itemId = null) =>
        new(Fit(utmSource), Fit(utmMedium), Fit(utmCampaign), Fit(utmTerm), Fit(utmContent), Fit(code), Fit(adId), Fit(itemId));

    private static string? Fit(string? mark) => mark?.Trim() is { Length: > 0 } text ? StorableText.Cut(StorableText.Of(text), Longest) : null;

    private static string Hashed(string kind, params ReadOnlySpan<string?> marks)
    {
        var text = string.Join('\n', marks.ToArray().Select(m => m?.ToUpperInvariant()));
        return $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}";
    }
}
