namespace BatteryCrm.Web.Parts;

/// <summary>What the tenant's settings are called, on their page and in the log.</summary>
public static class SettingNames
{
    /// <returns>The key where it is none of ours.</returns>
    public static string NameOf(string key) => Texts(key).Name;

    /// <summary>What it does, in a sentence.</summary>
    public static string AboutOf(string key) => Texts(key).About;

    private static (string Name, string About) Texts(string key) => key switch
    {
        "address" => (SettingsTexts.Address, SettingsTexts.AddressAbout),
        "timezone" => (SettingsTexts.Timezone, SettingsTexts.TimezoneAbout),
        "working_hours" => (SettingsTexts.WorkingHours, SettingsTexts.WorkingHoursAbout),
        "holidays" => (SettingsTexts.Holidays, SettingsTexts.HolidaysAbout),
        "review_url" => (SettingsTexts.ReviewUrl, SettingsTexts.ReviewUrlAbout),
        "unanswered_alert_minutes" => (SettingsTexts.Unanswered, SettingsTexts.UnansweredAbout),
        "release_after_minutes" => (SettingsTexts.Release, SettingsTexts.ReleaseAbout),
        "assignment" => (SettingsTexts.Assignment, SettingsTexts.AssignmentAbout),
        "appeal_reuse_days" => (SettingsTexts.Reuse, SettingsTexts.ReuseAbout),
        "batch_window_seconds" => (SettingsTexts.Batch, SettingsTexts.BatchAbout),
        "channel_silence_hours" => (SettingsTexts.Silence, SettingsTexts.SilenceAbout),
        "undo_send_seconds" => (SettingsTexts.Undo, SettingsTexts.UndoAbout),
        "auto_reply" => (SettingsTexts.AutoReply, SettingsTexts.AutoReplyAbout),
        "default_operation_mode" => (SettingsTexts.Mode, SettingsTexts.ModeAbout),
        "auto_outside_hours" => (SettingsTexts.AutoOutside, SettingsTexts.AutoOutsideAbout),
        "voice_response_style" => (SettingsTexts.Voice, SettingsTexts.VoiceAbout),
        "deal_types_used" => (SettingsTexts.Deals, SettingsTexts.DealsAbout),
        "repeat_lead_source_id" => (SettingsTexts.Repeat, SettingsTexts.RepeatAbout),
        "price_markup_percent" => (SettingsTexts.Markup, SettingsTexts.MarkupAbout),
        "warranty_days" => (SettingsTexts.Warranty, SettingsTexts.WarrantyAbout),
        "qr_code_ttl_hours" => (SettingsTexts.Qr, SettingsTexts.QrAbout),
        "operators_see_report_money" => (SettingsTexts.Money, SettingsTexts.MoneyAbout),
        "message_history_ttl_days" => (SettingsTexts.History, SettingsTexts.HistoryAbout),
        "lead_links" => (SettingsTexts.LeadLinks, SettingsTexts.LeadLinksAbout),
        "journal_ttl_days" => (SettingsTexts.Journal, SettingsTexts.JournalAbout),
        _ => (key, string.Empty),
    };
}
