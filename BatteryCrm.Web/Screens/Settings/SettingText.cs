using System.Globalization;
using System.Text.Json.Nodes;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Settings;

/// <summary>Settings in people's words.</summary>
public static class SettingText
{
    public static string GroupOf(SettingGroup group) => group switch
    {
        SettingGroup.Organisation => SettingsTexts.Organisation,
        SettingGroup.Queue => SettingsTexts.Queue,
        SettingGroup.Answers => SettingsTexts.Answers,
        SettingGroup.Sales => SettingsTexts.Sales,
        _ => SettingsTexts.Storage,
    };

    public static string ChoiceOf(string choice) => choice switch
    {
        "manual" => SettingsTexts.ChoiceManual,
        "round_robin" => SettingsTexts.ChoiceRoundRobin,
        "assist" => SettingsTexts.ChoiceAssist,
        "auto" => SettingsTexts.ChoiceAuto,
        _ => choice,
    };

    public static string ProblemOf(TenantSetting setting, SettingProblem problem) => problem switch
    {
        SettingProblem.OutOfBounds => SettingsTexts.OutOfBounds.Replace("{0}", N(setting.Min), StringComparison.Ordinal).Replace("{1}", N(setting.Max), StringComparison.Ordinal),
        SettingProblem.TooLong => SettingsTexts.TooLong,
        SettingProblem.NotUrl => SettingsTexts.NotUrl,
        SettingProblem.NoSuchZone => SettingsTexts.NoSuchZone,
        SettingProblem.NoDays => SettingsTexts.NoDays,
        SettingProblem.NoDeals => SettingsTexts.NoDeals,
        SettingProblem.Gone => SettingsTexts.Gone,
        _ => setting.Kind switch
        {
            SettingKind.Whole => SettingsTexts.NotWhole,
            SettingKind.Hours => SettingsTexts.NotHours,
            _ => SettingsTexts.NotShaped,
        },
    };

    /// <summary>A value in one line; null = nothing is set.</summary>
    public static string ValueOf(TenantSetting setting, string? json, SettingsSheet sheet)
    {
        if (json is null) return setting.Kind is SettingKind.Deals ? SettingsTexts.AllDeals : SettingsTexts.NotSet;
        return setting.Kind switch
        {
            SettingKind.Flag => json == "true" ? SettingsTexts.Yes : SettingsTexts.No,
            SettingKind.Choice => ChoiceOf(SettingJson.TextOf(json)),
            SettingKind.Source => sheet.Sources.FirstOrDefault(s => s.Code == SettingJson.TextOf(json))?.Name ?? SettingsTexts.GoneSource,
            SettingKind.Deals => Joined(SettingJson.ListOf(json).Select(c => DealText.Of(c) ?? c)),
            SettingKind.Dates => Joined(SettingJson.ListOf(json)),
            SettingKind.Hours => HoursOf(SettingJson.ObjectOf(json)),
            SettingKind.Replies => Joined(SettingJson.ObjectOf(json).Select(c => $"{sheet.Channels.FirstOrDefault(o => o.Code == c.Key)?.Name ?? "—"}: {string.Join(" / ", (c.Value as JsonObject ?? []).Select(r => r.Value?.ToString()))}")),
            SettingKind.Voice => Joined(SettingJson.ObjectOf(json).Select(p => p.Value?.ToString() ?? "—")),
            _ => SettingJson.TextOf(json),
        };
    }

    private static string HoursOf(JsonObject hours)
    {
        var names = CultureInfo.CurrentUICulture.DateTimeFormat.AbbreviatedDayNames;
        var days = SettingJson.ListOf(hours["days"]?.ToJsonString()).Select(d => int.TryParse(d, out var day) ? names[day % 7] : d);
        return $"{hours["start"]}–{hours["end"]}, {string.Join(' ', days)}";
    }

    private static string Joined(IEnumerable<string> parts) => string.Join("; ", parts) is { Length: > 0 } joined ? joined : SettingsTexts.NoneOfThem;

    private static string N(int number) => number.ToString(CultureInfo.CurrentCulture);
}
