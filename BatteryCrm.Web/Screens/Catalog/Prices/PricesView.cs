using Microsoft.AspNetCore.WebUtilities;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>Which part of the price table is shown; lives in the address.</summary>
/// <param name="Text">Part of a model's or brand's name, or of another spelling; empty = all.</param>
/// <param name="BrandId">Null = all.</param>
/// <param name="RepairTypeId">Null = all.</param>
/// <param name="WithUnused">Also repair types that have no price yet.</param>
public sealed record PricesView(string Text, Guid? BrandId, Guid? RepairTypeId, bool WithUnused)
{
    public const int LongestText = 100;

    public static readonly PricesView All = new(string.Empty, null, null, WithUnused: false);

    /// <summary>Rows of single models alone are meant, not what is shared with others.</summary>
    public bool IsSearched => Text.Length > 0;

    public string Address => Links.Prices(string.Join('&', new[]
    {
        Text.Length > 0 ? "q=" + Uri.EscapeDataString(Text) : null, BrandId is { } brand ? $"brand={brand}" : null, RepairTypeId is { } repair ? $"repair={repair}" : null, WithUnused ? "unused=1" : null,
    }.Where(p => p is not null)));

    public static PricesView In(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        string? Of(string key) => query.TryGetValue(key, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
        Guid? IdOf(string key) => Guid.TryParse(Of(key), out var id) ? id : null;
        var text = Of("q")?.Trim() ?? string.Empty;
        return new PricesView(text.Length > LongestText ? text[..LongestText] : text, IdOf("brand"), IdOf("repair"), Of("unused") == "1");
    }
}
