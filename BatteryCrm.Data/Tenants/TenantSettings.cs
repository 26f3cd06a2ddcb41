using System.Globalization;
using System.Text.Json;

namespace BatteryCrm.Data.Tenants;

public enum SettingGroup
{
    Organisation,
    Queue,
    Answers,
    Sales,
    Storage,
}

/// <summary>The shape of a value, and so the way to edit it.</summary>
public enum SettingKind
{
    Text,
    Url,
    Whole,
    Flag,
    Choice,
    Zone,

    /// <summary>{start, end, days}: <see cref="WorkingHours"/>.</summary>
    Hours,

    /// <summary>An array of "yyyy-MM-dd".</summary>
    Dates,

    /// <summary>An array of codes of deal types; not empty.</summary>
    Deals,

    /// <summary>The id of a lead source.</summary>
    Source,

    /// <summary>By channel's id {first_contact, out_of_hours}.</summary>
    Replies,

    /// <summary>{tone, language, max_length}.</summary>
    Voice,
}

public enum SettingProblem
{
    Shape,
    OutOfBounds,
    TooLong,
    NotUrl,
    NoSuchZone,
    NoDays,
    NoDeals,

    /// <summary>What it names is not there, or is another tenant's.</summary>
    Gone,
}

/// <summary>One key of <see cref="TenantConfig"/>.</summary>
/// <param name="Default">JSON of what holds while there is no row; null = nothing does.</param>
/// <param name="IsRead">Something follows it; else it is kept for what is built later.</param>
public sealed record TenantSetting(string Key, SettingGroup Group, SettingKind Kind, string? Default = null, int Min = 0, int Max = 0, bool IsRead = true)
{
    public const int LongestText = 300;

    /// <summary>Of an automatic reply; the shortest limit of the platforms.</summary>
    public const int LongestReply = 1000;
    public const int LongestVoice = 2000;

    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What is wrong with the value by itself; null when nothing is.</summary>
    public SettingProblem? Check(JsonElement value) => Kind switch
    {
        SettingKind.Text => TextIn(value, LongestText),
        SettingKind.Url => TextIn(value, LongestText) ?? (IsUrl(value.GetString()!) ? null : SettingProblem.NotUrl),
        SettingKind.Whole => WholeIn(value, Min, Max),
        SettingKind.Flag => Must(value.ValueKind is JsonValueKind.True or JsonValueKind.False),
        SettingKind.Choice => Must(value.ValueKind is JsonValueKind.String && Choices.Contains(value.GetString())),
        SettingKind.Zone => value.ValueKind is not JsonValueKind.String ? SettingProblem.Shape : TimeZoneInfo.TryFindSystemTimeZoneById(value.GetString()!, out _) ? null : SettingProblem.NoSuchZone,
        SettingKind.Hours => HoursIn(value),
        SettingKind.Dates => Must(value.ValueKind is JsonValueKind.Array && value.GetArrayLength() <= 400 && value.EnumerateArray().All(IsDate)),
        SettingKind.Deals => DealsIn(value),
        SettingKind.Source => Must(value.ValueKind is JsonValueKind.String && value.TryGetGuid(out _)),
        SettingKind.Replies => RepliesIn(value),
        _ => VoiceIn(value),
    };

    private static SettingProblem? Must(bool isFine) => isFine ? null : SettingProblem.Shape;

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    private static bool IsDate(JsonElement date) =>
        date.ValueKind is JsonValueKind.String && DateOnly.TryParseExact(date.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static SettingProblem? TextIn(JsonElement value, int longest) =>
        value.ValueKind is not JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()) ? SettingProblem.Shape : value.GetString()!.Length > longest ? SettingProblem.TooLong : null;

    private static SettingProblem? WholeIn(JsonElement value, int min, int max) =>
        value.ValueKind is not JsonValueKind.Number || !value.TryGetInt64(out var number) ? SettingProblem.Shape : number < min || number > max ? SettingProblem.OutOfBounds : null;

    private static SettingProblem? HoursIn(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object) return SettingProblem.Shape;
        if (WorkingHours.Read(value.GetRawText()) is not null) return null;
        return value.TryGetProperty("days", out var days) && days.ValueKind is JsonValueKind.Array && days.GetArrayLength() == 0 ? SettingProblem.NoDays : SettingProblem.Shape;
    }

    private static SettingProblem? DealsIn(JsonElement value) =>
        value.ValueKind is not JsonValueKind.Array || value.EnumerateArray().Any(d => d.ValueKind is not JsonValueKind.String) ? SettingProblem.Shape : value.GetArrayLength() == 0 ? SettingProblem.NoDeals : null;

    private static SettingProblem? RepliesIn(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object) return SettingProblem.Shape;
        foreach (var channel in value.EnumerateObject())
        {
            if (!Guid.TryParse(channel.Name, out _) || channel.Value.ValueKind is not JsonValueKind.Object) return SettingProblem.Shape;
            foreach (var reply in channel.Value.EnumerateObject())
            {
                if (reply.Name is not ("first_contact" or "out_of_hours") || reply.Value.ValueKind is not JsonValueKind.String) return SettingProblem.Shape;
                if (reply.Value.GetString()!.Length > LongestReply) return SettingProblem.TooLong;
            }
        }

        return null;
    }

    private static SettingProblem? VoiceIn(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object) return SettingProblem.Shape;
        foreach (var part in value.EnumerateObject())
        {
            var problem = part.Name switch
            {
                "tone" => TextIn(part.Value, LongestText),
                "language" => Must(part.Value.ValueKind is JsonValueKind.String && part.Value.GetString() is "ru" or "en"),
                "max_length" => WholeIn(part.Value, 50, LongestVoice),
                _ => SettingProblem.Shape,
            };
            if (problem is not null) return problem;
        }

        return null;
    }
}

/// <summary>Every key of a tenant's settings: its shape, its bounds, what holds without it.</summary>
public static class TenantSettings
{
    public static readonly IReadOnlyList<TenantSetting> All =
    [
        new("address", SettingGroup.Organisation, SettingKind.Text),
        new("timezone", SettingGroup.Organisation, SettingKind.Zone, "\"Europe/Samara\""),
        new("working_hours", SettingGroup.Organisation, SettingKind.Hours),
        new("holidays", SettingGroup.Organisation, SettingKind.Dates, "[]"),
        new("review_url", SettingGroup.Organisation, SettingKind.Url, IsRead: false),
        new("unanswered_alert_minutes", SettingGroup.Queue, SettingKind.Whole, "15", 1, 1440),
        new("release_after_minutes", SettingGroup.Queue, SettingKind.Whole, "30", 1, 1440),
        new("assignment", SettingGroup.Queue, SettingKind.Choice, "\"manual\"") { Choices = ["manual", "round_robin"] },
        new("appeal_reuse_days", SettingGroup.Queue, SettingKind.Whole, "7", 0, 365),
        new("batch_window_seconds", SettingGroup.Queue, SettingKind.Whole, "20", 0, 60, IsRead: false),
        new("channel_silence_hours", SettingGroup.Queue, SettingKind.Whole, "24", 0, 720),
        new("undo_send_seconds", SettingGroup.Answers, SettingKind.Whole, "5", 0, 300),
        new("auto_reply", SettingGroup.Answers, SettingKind.Replies),
        new("default_operation_mode", SettingGroup.Answers, SettingKind.Choice, "\"assist\"") { Choices = ["manual", "assist", "auto"] },
        new("auto_outside_hours", SettingGroup.Answers, SettingKind.Flag, "false", IsRead: false),
        new("voice_response_style", SettingGroup.Answers, SettingKind.Voice, IsRead: false),
        new("deal_types_used", SettingGroup.Sales, SettingKind.Deals),
        new("repeat_lead_source_id", SettingGroup.Sales, SettingKind.Source),
        new("price_markup_percent", SettingGroup.Sales, SettingKind.Whole, "50", 0, 1000, IsRead: false),
        new("warranty_days", SettingGroup.Sales, SettingKind.Whole, "90", 0, 3650, IsRead: false),
        new("qr_code_ttl_hours", SettingGroup.Sales, SettingKind.Whole, "72", 1, 720, IsRead: false),
        new("operators_see_report_money", SettingGroup.Sales, SettingKind.Flag, "false"),
        new("message_history_ttl_days", SettingGroup.Storage, SettingKind.Whole, null, 1, 36500, IsRead: false),
        new("journal_ttl_days", SettingGroup.Storage, SettingKind.Whole, "30", 1, 3650, IsRead: false),
    ];

    /// <returns>Null for a key that is none.</returns>
    public static TenantSetting? Find(string key) => All.FirstOrDefault(s => s.Key == key);
}
