using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>Channels in people's words.</summary>
public static class ChannelText
{
    public static string StateOf(ChannelState state) => state switch
    {
        ChannelState.Failing => ChannelsTexts.StateFailing,
        ChannelState.Silent => ChannelsTexts.StateSilent,
        ChannelState.Disabled => ChannelsTexts.StateDisabled,
        ChannelState.NotReceived => ChannelsTexts.StateNotReceived,
        _ => ChannelsTexts.StateConnected,
    };

    /// <summary>The class that colours the state.</summary>
    public static string? ClassOf(ChannelState state) => state switch
    {
        ChannelState.Connected => "good",
        ChannelState.Failing => "bad",
        ChannelState.Silent or ChannelState.NotReceived => "odd",
        _ => null,
    };

    public static string LastIn(ChannelRow row, TenantZone zone, DateTimeOffset now) =>
        row.LastInAt is { } at ? With(ChannelsTexts.LastIn, TimeText.Brief(zone.Local(at), zone.Local(now))) : ChannelsTexts.NothingCame;

    /// <summary>The state in a sentence.</summary>
    public static string Explain(ChannelRow row, TenantZone zone, DateTimeOffset now) => row.State switch
    {
        ChannelState.Failing => With(ChannelsTexts.FailingSince, row.FaultAt is { } at ? TimeText.Full(zone.Local(at)) : "—"),
        ChannelState.Silent => With(ChannelsTexts.SilentSince, TimeText.Full(zone.Local(row.LastInAt ?? row.CreatedAt))),
        ChannelState.Disabled => ChannelsTexts.DisabledHint,
        ChannelState.NotReceived => ChannelsTexts.NotReceivedHint,
        _ => LastIn(row, zone, now),
    };

    public static string Silence(int? hours) => hours is { } limit ? With(ChannelsTexts.SilenceHint, Plural.Of(limit, ChannelsTexts.Hours)) : ChannelsTexts.SilenceOff;

    /// <summary>What to do over there, in a few sentences.</summary>
    public static string GuideOf(string platform) => platform switch
    {
        Platforms.Telegram => ChannelsTexts.GuideTelegram,
        Platforms.Vk => ChannelsTexts.GuideVk,
        Platforms.WhatsApp => ChannelsTexts.GuideWhatsApp,
        Platforms.Avito => ChannelsTexts.GuideAvito,
        Platforms.Max => ChannelsTexts.GuideMax,
        Platforms.Form => ChannelsTexts.GuideForm,
        _ => ChannelsTexts.GuidePhone,
    };

    public static string LabelOf(string field) => field switch
    {
        "bot_token" => ChannelsTexts.FieldBotToken,
        "bot_username" => ChannelsTexts.FieldBotName,
        "group_id" => ChannelsTexts.FieldGroupId,
        "access_token" => ChannelsTexts.FieldAccessToken,
        "confirmation_code" => ChannelsTexts.FieldConfirmationCode,
        "phone_number_id" => ChannelsTexts.FieldPhoneNumberId,
        "app_secret" => ChannelsTexts.FieldAppSecret,
        "verify_token" => ChannelsTexts.FieldVerifyToken,
        "client_id" => "Client ID",
        "client_secret" => "Client secret",
        "user_id" => ChannelsTexts.FieldUserId,
        "webhook_secret" or "secret" => ChannelsTexts.FieldSecret,
        _ => field,
    };

    /// <summary>Where the field is found.</summary>
    public static string WhereOf(string platform, string field) => (platform, field) switch
    {
        (_, "bot_token") => ChannelsTexts.WhereBotToken,
        (_, "group_id") => ChannelsTexts.WhereGroupId,
        (Platforms.Vk, "access_token") => ChannelsTexts.WhereVkToken,
        (_, "confirmation_code") => ChannelsTexts.WhereConfirmationCode,
        (_, "phone_number_id") => ChannelsTexts.WherePhoneNumberId,
        (Platforms.WhatsApp, "access_token") => ChannelsTexts.WhereWhatsAppToken,
        (_, "app_secret") => ChannelsTexts.WhereAppSecret,
        (_, "user_id") => ChannelsTexts.WhereUserId,
        (Platforms.Avito, _) => ChannelsTexts.WhereAvito,
        _ => ChannelsTexts.WhereMaxToken,
    };

    /// <summary>What to do with the webhook's address.</summary>
    public static string AddressHint(string platform) => platform switch
    {
        Platforms.Telegram => ChannelsTexts.AddressTelegram,
        Platforms.Form => ChannelsTexts.AddressForm,
        _ => PlatformGuide.IsInAddress(platform) ? ChannelsTexts.AddressWithSecret : ChannelsTexts.AddressByHand,
    };

    /// <summary>Why the platform cannot be asked about the channel.</summary>
    public static string NoCheck(string platform) => platform is Platforms.Form or Platforms.Phone ? ChannelsTexts.NothingToCheck : ChannelsTexts.NoCheckYet;

    /// <returns>Null when nothing was refused.</returns>
    public static string? RefusalOf(ChannelResult result) => result.Refusal switch
    {
        null => null,
        ChannelRefusal.NotAllowed => ChannelsTexts.NotAllowed,
        ChannelRefusal.Missing => ChannelsTexts.Gone,
        ChannelRefusal.NoName => ChannelsTexts.NoName,
        ChannelRefusal.NotOrigins => ChannelsTexts.NotOrigins,
        ChannelRefusal.AccountTaken => ChannelsTexts.AccountTaken,
        ChannelRefusal.NoSuchSales => ChannelsTexts.NoSuchSales,
        _ => result.Fields.Count == 0 ? ChannelsTexts.NothingTyped : With(ChannelsTexts.NotShaped, string.Join(", ", result.Fields.Select(LabelOf))),
    };

    /// <summary>What the platform said of the channel, line by line.</summary>
    /// <param name="ours">Where it should post to.</param>
    public static IReadOnlyList<(string Text, bool IsBad)> CheckOf(ChannelCheck check, Uri ours, TenantZone zone)
    {
        if (check is not ChannelCheck.Fine fine) return NotFine(check);
        var isOurs = fine.Webhook is { Length: > 0 } posts && string.Equals(posts, ours.AbsoluteUri, StringComparison.Ordinal);
        List<(string, bool)> lines =
        [
            (With(ChannelsTexts.CheckFine, fine.Account ?? "—"), false),
            string.IsNullOrEmpty(fine.Webhook) ? (ChannelsTexts.CheckNoWebhook, true) : isOurs ? (ChannelsTexts.CheckWebhookOurs, false) : (ChannelsTexts.CheckWebhookOther, true),
        ];
        if (fine.Waiting > 0) lines.Add((Plural.Of((int)Math.Min(fine.Waiting, int.MaxValue), ChannelsTexts.CheckWaiting), false));
        if (fine.LastError is { } error) lines.Add((With(ChannelsTexts.CheckLastError, (fine.LastErrorAt is { } at ? TimeText.Full(zone.Local(at)) + ": " : null) + error), true));
        return lines;
    }

    public static IReadOnlyList<(string Text, bool IsBad)> WebhookOf(ChannelCheck check) => check is ChannelCheck.Fine ? [(ChannelsTexts.WebhookSet, false)] : NotFine(check);

    public static IReadOnlyList<(string Text, bool IsBad)> RotationOf(ChannelCheck check) => check switch
    {
        ChannelCheck.Fine => [(ChannelsTexts.Rotated, false)],
        ChannelCheck.NoAnswer => [(ChannelsTexts.RotatedMaybe, true)],
        _ => [.. NotFine(check), (ChannelsTexts.NotRotated, true)],
    };

    private static IReadOnlyList<(string Text, bool IsBad)> NotFine(ChannelCheck check) =>
        check is ChannelCheck.Refused refused ? [(With(ChannelsTexts.CheckRefused, refused.Words), true)] : [(ChannelsTexts.CheckNoAnswer, true)];

    private static string With(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
