using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Parts.Changes;

/// <summary>Changes of settings in people's words.</summary>
public static class ChangeText
{
    private const int Longest = 160;

    /// <summary>"Модель".</summary>
    /// <param name="subject">The table.</param>
    public static string Subject(string subject) => ChangeTexts.ResourceManager.GetString("Of_" + subject, CultureInfo.CurrentUICulture) ?? subject;

    /// <summary>"Синонимы"; what is called otherwise in one table than in others has a text of its own.</summary>
    public static string Column(string subject, string column) =>
        ChangeTexts.ResourceManager.GetString($"{subject}_{column}", CultureInfo.CurrentUICulture) ?? ChangeTexts.ResourceManager.GetString("Column_" + column, CultureInfo.CurrentUICulture) ?? column;

    /// <summary>A value as people read it, cut where it is long.</summary>
    public static string Value(string subject, string column, JsonElement? value, RowNames names)
    {
        if (value is not { } given) return "—";
        var text = names.Of(column, given) ?? given.ValueKind switch
        {
            JsonValueKind.True => ChangeTexts.Yes,
            JsonValueKind.False => ChangeTexts.No,
            JsonValueKind.Number when column is "price_rub" or "labour_rub" => MoneyText.Of(given.GetDecimal()),
            JsonValueKind.Number => given.GetDecimal().ToString("0.##", CultureInfo.CurrentCulture),
            JsonValueKind.Array => string.Join(", ", given.EnumerateArray().Select(v => v.ToString())),
            JsonValueKind.Object when IsSealed(given) => ChangeTexts.Secret,
            JsonValueKind.Object => string.Join(", ", given.EnumerateObject().Select(p => $"{p.Name}: {(IsSealed(p.Value) ? ChangeTexts.Secret : p.Value.ToString())}")),
            _ => Word(column, given.GetString()!),
        };
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
    }

    private static string Word(string column, string value) => column switch
    {
        "role" => value switch
        {
            Roles.Admin => ChangeTexts.RoleAdmin,
            Roles.Manager => ChangeTexts.RoleManager,
            Roles.Platform => ChangeTexts.RolePlatform,
            _ => ChangeTexts.RoleOperator,
        },
        "platform" => PlatformText.NameOf(value),
        "working_hours_start" or "working_hours_end" => value[..Math.Min(5, value.Length)],
        _ => value,
    };

    private static bool IsSealed(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("sealed", out _);
}
