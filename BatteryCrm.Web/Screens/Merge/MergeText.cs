using System.Text.Json;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>Fields and refusals of a merge as people read them.</summary>
internal static class MergeText
{
    public static string LabelOf(string field) => field switch
    {
        "name" => MergeTexts.Name,
        "phone" => MergeTexts.Phone,
        "email" => MergeTexts.Email,
        "livesklad_client_id" => MergeTexts.Livesklad,
        "blocked_at" => MergeTexts.Blocked,
        "unsubscribed" => MergeTexts.Unsubscribed,
        _ => field,
    };

    /// <returns>Null where there is nothing.</returns>
    public static string? ValueOf(MergeClient client, string field) => field switch
    {
        "name" => client.Name,
        "phone" => client.Phone is { } phone ? PhoneText.Of(phone) : null,
        "email" => client.Email,
        "livesklad_client_id" => client.LiveskladId,
        "blocked_at" => client.BlockedAt is null ? MergeTexts.NotBlocked : MergeTexts.IsBlocked,
        _ => null,
    };

    /// <summary>A value of a column, as <see cref="ValueOf(MergeClient, string)"/> shows it.</summary>
    public static string ValueOf(string field, JsonElement value) => (field, value.ValueKind) switch
    {
        ("blocked_at", JsonValueKind.Null) => MergeTexts.NotBlocked,
        ("blocked_at", _) => MergeTexts.IsBlocked,
        ("phone", JsonValueKind.String) => PhoneText.Of(value.GetString()!),
        (_, JsonValueKind.String) => value.GetString()!,
        (_, JsonValueKind.True) => MergeTexts.Yes,
        (_, JsonValueKind.False) => MergeTexts.No,
        _ => "—",
    };

    public static string? Of(MergeRefusal? refusal) => refusal switch
    {
        MergeRefusal.Itself => MergeTexts.Same,
        MergeRefusal.Unknown => MergeTexts.Unknown,
        MergeRefusal.Merged => MergeTexts.MergedMeanwhile,
        MergeRefusal.Stale => MergeTexts.Stale,
        MergeRefusal.Erased => MergeTexts.Erased,
        _ => null,
    };

    /// <summary>"3 обращения, 12 сообщений, 2 мессенджера": what is not there is not said.</summary>
    public static string Moves(MergePreview preview)
    {
        var parts = new List<string>();
        if (preview.Appeals > 0) parts.Add(Plural.Of(preview.Appeals, MergeTexts.Appeals));
        if (preview.Messages > 0) parts.Add(Plural.Of((int)preview.Messages, MergeTexts.Messages));
        if (preview.Identities > 0) parts.Add(Plural.Of(preview.Identities, MergeTexts.Identities));
        if (preview.Appointments > 0) parts.Add(Plural.Of(preview.Appointments, MergeTexts.Appointments));
        (string, string)[] rest =
        [
            ("client_contacts", MergeTexts.FurtherContacts), ("client_links", MergeTexts.Relatives), ("client_consents", MergeTexts.Consents),
            ("client_notes", MergeTexts.MovedNotes), ("client_tags", MergeTexts.MovedTags),
        ];
        foreach (var (table, forms) in rest)
            if (preview.Rows.GetValueOrDefault(table) is > 0 and var rows) parts.Add(Plural.Of(rows, forms));
        return parts.Count == 0 ? MergeTexts.NothingMoves : string.Join(", ", parts);
    }
}
