using BatteryCrm.Web.Parts.Cards;
using System.Text.Json;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>Lines of the log as people read them.</summary>
public static class DeedText
{
    /// <summary>What was done, in one line. A kind that this program does not know yet is its own name rather than nothing.</summary>
    /// <param name="zone">In which times are shown.</param>
    public static string Of(Deed deed, TenantZone zone)
    {
        using var json = deed.Details is null ? null : JsonDocument.Parse(deed.Details);
        var details = json?.RootElement is { ValueKind: JsonValueKind.Object } o ? o : (JsonElement?)null;
        return deed.Type switch
        {
            ActionTypes.AppealCreated => CardTexts.DeedCreated,
            ActionTypes.TakeAppeal => CardTexts.DeedTaken,
            ActionTypes.ReleaseAppeal => Text(details, "why") is ActionDetails.SignedOut or ActionDetails.SwitchedOff ? CardTexts.DeedReleasedGone.Replace("{0}", Text(details, "name") ?? Texts.SomebodyElse, StringComparison.Ordinal) : CardTexts.DeedReleased,
            ActionTypes.SendResponse => CardTexts.DeedAnswered,
            ActionTypes.StageChanged => Stage(details),
            ActionTypes.PriceSet => Price(details),
            ActionTypes.AppealUpdated => Updated(details, zone),
            ActionTypes.AppointmentSet => CardTexts.DeedAppointment,
            ActionTypes.QrSent => CardTexts.DeedQrSent,
            ActionTypes.QrScanned => CardTexts.DeedQrScanned,
            ActionTypes.ClientMerged => CardTexts.DeedMerged,
            ActionTypes.MergeUndone => CardTexts.DeedMergeUndone,
            ActionTypes.DraftAccepted => CardTexts.DeedDraftAccepted,
            ActionTypes.DraftEdited => CardTexts.DeedDraftEdited,
            ActionTypes.DraftDiscarded => CardTexts.DeedDraftDiscarded,
            ActionTypes.RejectAppeal => CardTexts.DeedRejected,
            ActionTypes.NotifyAppealReady => CardTexts.DeedNotified,
            ActionTypes.LiveskladSync => CardTexts.DeedLivesklad,
            _ => deed.Type,
        };
    }

    /// <summary>A person's words beside a move to another stage or into other hands; null without any. A rule's reason is no such words.</summary>
    public static string? CommentOf(Deed deed)
    {
        if (deed.Type is not (ActionTypes.StageChanged or ActionTypes.AppealUpdated) || deed.Details is null) return null;
        using var json = JsonDocument.Parse(deed.Details);
        if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
        return json.RootElement.TryGetProperty("automatic", out var automatic) && automatic.ValueKind == JsonValueKind.True ? null : Text(json.RootElement, "why");
    }

    private static string Stage(JsonElement? details)
    {
        if (Text(details, "to") is not { } to) return CardTexts.DeedStage;
        var words = Text(details, "from") is { } from ? $"{StageText.Of(from)} → {StageText.Of(to)}" : StageText.Of(to);
        return IsByRule(details) ? $"{words} · {CardTexts.DeedByRule}" : words;
    }

    private static string Price(JsonElement? details) =>
        Sum(details, "to") is not { } to ? CardTexts.DeedPrice
        : Sum(details, "from") is { } from ? $"{CardTexts.DeedPrice}: {MoneyText.Of(from)} → {MoneyText.Of(to)}"
        : $"{CardTexts.DeedPrice}: {MoneyText.Of(to)}";

    private static string Updated(JsonElement? details, TenantZone zone)
    {
        if (details is { } o && o.TryGetProperty("replyNeeded", out var needed)) return needed.ValueKind == JsonValueKind.True ? Texts.ReplyNeeded : Texts.NoReplyNeeded;
        if (Text(details, "messageChange") is { } change) return change is "withdrawn" ? Texts.AnswerWithdrawn : Texts.AnswerEdited;
        if (details is { } b && b.TryGetProperty("clientBlocked", out var blocked)) return blocked.ValueKind == JsonValueKind.True ? CardTexts.DeedBlocked : CardTexts.DeedUnblocked;
        if (details is { } s && s.TryGetProperty("sourceTo", out _)) return Source(details);
        if (Text(details, "assignedTo") is not null)
            return (IsByRule(details) ? CardTexts.DeedAssignedInTurn : CardTexts.DeedAssigned).Replace("{0}", Text(details, "name") ?? CardTexts.DeedSomebody, StringComparison.Ordinal);
        if (details is { } p && p.TryGetProperty("snoozedUntil", out var until))
            return until.ValueKind == JsonValueKind.String && until.TryGetDateTimeOffset(out var at) ? CardTexts.DeedSnoozed.Replace("{0}", TimeText.Full(zone.Local(at)), StringComparison.Ordinal) : CardTexts.DeedBack;
        if (details?.TryGetProperty("fields", out var fields) is not true || fields.ValueKind != JsonValueKind.Array) return CardTexts.DeedUpdated;
        var names = fields.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.String).Select(f => FieldText.LabelOfColumn(f.GetString()!)).OfType<string>().Distinct().ToList();
        return names.Count == 0 ? CardTexts.DeedUpdated : $"{CardTexts.DeedUpdated}: {string.Join(", ", names)}";
    }

    private static string Source(JsonElement? details)
    {
        var words = $"{CardTexts.DeedSource}: {Text(details, "sourceFrom") ?? Texts.Unknown} → {Text(details, "sourceTo") ?? Texts.Unknown}";
        return Text(details, "decision") is null ? words : $"{words} · {CardTexts.DeedByMarks}";
    }

    private static bool IsByRule(JsonElement? details) => details is { } o && o.TryGetProperty("automatic", out var automatic) && automatic.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement? details, string name) => details is { } o && o.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal? Sum(JsonElement? details, string name) => details is { } o && o.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var sum) ? sum : null;
}
