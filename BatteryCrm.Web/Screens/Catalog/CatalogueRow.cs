namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>One row of a catalogue as it was read.</summary>
/// <param name="Version">Its <c>xmin</c>.</param>
/// <param name="Values">By column, in the form of <see cref="Kinds.CatalogueField"/>.</param>
public sealed record CatalogueRow(string Id, string Version, bool IsActive, IReadOnlyDictionary<string, string?> Values)
{
    public required string Name { get; init; }

    public string? this[string column] => Values.GetValueOrDefault(column);
}

/// <summary>A row of the list.</summary>
/// <param name="Used">How many rows refer to it; null when the list is not sorted by that.</param>
/// <param name="Listed">What the further columns show, references by their names.</param>
public sealed record CatalogueItem(string Id, string Name, bool IsActive, long? Used, IReadOnlyList<string?> Listed, string Rank, string SortName);

/// <summary>One page of a list.</summary>
public sealed record CataloguePart(IReadOnlyList<CatalogueItem> Items, bool HasMore);

/// <summary>Something that a reference may lead to.</summary>
/// <param name="Parent">Where it stands, if it stands under something.</param>
public sealed record CatalogueOption(string Id, string Name, bool IsActive, string? Parent);

/// <summary>How many rows of a table refer to a row.</summary>
public sealed record CatalogueUsed(string Table, long Count);

/// <summary>A change of a row.</summary>
/// <param name="Who">Null for a command or a rule.</param>
/// <param name="Before">JSON objects, as <see cref="BatteryCrm.Data.Settings.SettingsVersion"/> has them.</param>
public sealed record CatalogueChange(long Id, Guid ChangeId, string? Who, string? Before, string? After, DateTimeOffset MadeAt);

/// <summary>Which rows are shown and in what order; lives in the address.</summary>
public sealed record CatalogueView(string Text, bool ByUse, bool WithArchived, string? Row)
{
    /// <summary>What <see cref="Row"/> is for a row that is not there yet.</summary>
    public const string New = "new";

    public const int LongestText = 100;

    public static CatalogueView In(string uri)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(uri).Query);
        string? Of(string key) => query.TryGetValue(key, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
        var text = Of("q")?.Trim() ?? string.Empty;
        return new CatalogueView(text.Length > LongestText ? text[..LongestText] : text, Of("sort") == "used", Of("archived") == "1", Of("row"));
    }

    /// <summary>Whether the two show the same rows.</summary>
    public bool IsSameList(CatalogueView other) => this with { Row = null } == other with { Row = null };

    public string Query => string.Join('&', new[]
    {
        Text.Length > 0 ? "q=" + Uri.EscapeDataString(Text) : null, ByUse ? "sort=used" : null, WithArchived ? "archived=1" : null, Row is { } row ? "row=" + Uri.EscapeDataString(row) : null,
    }.Where(p => p is not null));

    public string Address(string slug) => Query is { Length: > 0 } query ? $"{Links.Catalogue(slug)}?{query}" : Links.Catalogue(slug);
}
