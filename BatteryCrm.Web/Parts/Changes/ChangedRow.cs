using System.Text.Json;
using BatteryCrm.Data.Settings;

namespace BatteryCrm.Web.Parts.Changes;

/// <summary>One field of a changed row.</summary>
/// <param name="Column">As the database calls it.</param>
/// <param name="Before">Null when there was none.</param>
/// <param name="After">Null when there is none.</param>
public sealed record ChangedField(string Column, JsonElement? Before, JsonElement? After);

/// <summary>A version of a row of the settings, taken apart.</summary>
public sealed record ChangedRow(string Subject, string SubjectId, IReadOnlyList<ChangedField> Fields, bool IsNew, bool IsGone)
{
    // What follows from another field, or says nothing to people.
    private static readonly HashSet<string> Silent = new(StringComparer.Ordinal) { "normalized_name", "config_id", "deal_type_id" };

    public static ChangedRow Of(SettingsVersion version)
    {
        var (before, after) = (Read(version.Before), Read(version.After));
        OnlyWhatDiffers(before, after, "credentials");
        var columns = before.Keys.Concat(after.Keys).Distinct(StringComparer.Ordinal).Where(c => !Silent.Contains(c) && !(version.Subject == "tenant_configs" && c == "key"));
        var fields = columns.Select(c => new ChangedField(c, Given(before, c), Given(after, c))).Where(f => f.Before is not null || f.After is not null).ToList();
        return new ChangedRow(version.Subject, version.SubjectId, fields, version.Before is null, version.After is null);
    }

    /// <summary>What the row was called when nobody can look it up any more; null when it had no name.</summary>
    public string? OwnName
    {
        get
        {
            var named = Fields.FirstOrDefault(f => f.Column is "name" or "title" or "label");
            return (named?.After ?? named?.Before)?.ToString();
        }
    }

    // Of an object with many parts, those that were left alone say nothing.
    private static void OnlyWhatDiffers(Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, string column)
    {
        if (!before.TryGetValue(column, out var was) || !after.TryGetValue(column, out var now) || was.ValueKind != JsonValueKind.Object || now.ValueKind != JsonValueKind.Object) return;
        before[column] = Without(was, now);
        after[column] = Without(now, was);

        static JsonElement Without(JsonElement one, JsonElement other) =>
            JsonSerializer.SerializeToElement(one.EnumerateObject().Where(p => !other.TryGetProperty(p.Name, out var same) || !JsonElement.DeepEquals(p.Value, same)).ToDictionary(p => p.Name, p => p.Value));
    }

    private static JsonElement? Given(Dictionary<string, JsonElement> row, string column) => row.TryGetValue(column, out var value) && !IsNothing(value) ? value : null;

    private static bool IsNothing(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Length == 0,
        _ => false,
    };

    private static Dictionary<string, JsonElement> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
}
