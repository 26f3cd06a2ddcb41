using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>What the card can show: the <c>source_field</c> of a parameter is one of these.</summary>
public static class CardSources
{
    private static readonly (string Source, Func<AppealCard, object?> Value)[] Known =
    [
        ("appeal.stage", card => StageText.Of(card.Stage)),
        ("appeal.created_at", card => card.CreatedAt),
        ("appeal.parts_owner", card => FieldText.PartsOf(card.Facts.PartsOwner)),
        ("appeal.estimated_cost", card => card.Facts.Cost),
        ("appeal.estimated_time", card => card.Facts.Minutes),
        ("appeal.appointment_datetime", card => card.Facts.AppointmentAt),
        ("appeal.livesklad_order_id", card => card.Facts.LiveskladOrder),
        ("deal_type.name", card => DealText.Of(card.Facts.DealCode) ?? card.Facts.DealType),
        ("sales_channel.name", card => card.Facts.SalesChannel),
        ("lead_source.name", card => card.Facts.LeadSource),
        ("repair_type.name", card => card.Facts.RepairType),
        ("issue_type.name", card => card.Facts.IssueType),
        ("issue.name", card => card.Facts.Issue),
        ("device_type.name", card => card.Facts.DeviceType),
        ("brand.name + model.name", card => card.Facts.Device),
        ("client.name", card => card.ClientName),
        ("client.phone", card => card.Phone is null ? null : PhoneText.Of(card.Phone)),
        ("client.has_telegram", card => card.Facts.Has.Telegram),
        ("client.has_whatsapp", card => card.Facts.Has.WhatsApp),
        ("client.has_phone", card => card.Facts.Has.Phone),
        ("client.has_yandex", card => card.Facts.Has.Yandex),
        ("client.has_google", card => card.Facts.Has.Google),
        ("client.has_instagram", card => card.Facts.Has.Instagram),
        ("client.has_avito", card => card.Facts.Has.Avito),
    ];

    /// <summary>Those that have a place of their own in the card, whatever their value: the stepper, the heading (which is always there, as in the conversation), a number that can be called.</summary>
    internal static readonly IReadOnlySet<string> Placed = new HashSet<string>(StringComparer.Ordinal) { "appeal.stage", "client.name", "client.phone" };

    private static readonly Dictionary<string, Func<AppealCard, object?>> Values = Known.ToDictionary(k => k.Source, k => k.Value, StringComparer.Ordinal);

    /// <summary>In the order of the card.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Source)];

    /// <returns>Null while unknown, and for a source that the card does not know.</returns>
    public static object? ValueOf(string source, AppealCard card) => Values.GetValueOrDefault(source)?.Invoke(card);
}
