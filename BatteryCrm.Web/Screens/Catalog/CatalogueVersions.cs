using System.Text.Json;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>Reads what the database kept of a change.</summary>
internal static class CatalogueVersions
{
    public const string IsActive = "is_active";

    /// <summary>The columns of a kept side that the catalogue knows, each value in its one form; whether it was active under <see cref="IsActive"/>.</summary>
    /// <param name="json">Null for none: then nothing.</param>
    public static Dictionary<string, string?> Read(CatalogueKind kind, string? json)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (json is null) return values;
        using var document = JsonDocument.Parse(json);
        foreach (var kept in document.RootElement.EnumerateObject())
        {
            if (kept.Name == IsActive) values[IsActive] = kept.Value.GetBoolean() ? "true" : "false";
            else if (Array.Find(kind.Fields, f => f.Column == kept.Name) is { } field) values[kept.Name] = Value(field, kept.Value);
        }

        return values;
    }

    private static string? Value(CatalogueField field, JsonElement kept)
    {
        var text = kept.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Array => string.Join('\n', kept.EnumerateArray().Select(v => v.GetString())),
            JsonValueKind.String => kept.GetString(),
            _ => kept.GetRawText(),
        };
        // Texts stay as they were kept, to the letter.
        return field.Kind is FieldKind.Money or FieldKind.Minutes or FieldKind.Time && field.TryParse(text, out var value) ? value : string.IsNullOrEmpty(text) ? null : text;
    }
}
