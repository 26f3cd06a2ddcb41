using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Catalog;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Setup;

/// <summary>The rows that are the platform's and not a tenant's: deal types and the parameters shown beside an appeal. Inserted by <c>migrate</c> where missing.</summary>
public static class PlatformRows
{
    private static readonly (string Code, string Name)[] Deals =
        [("repair", "Ремонт"), ("consultation", "Консультация"), ("purchase", "Покупка"), ("sale", "Продажа"), ("spam", "Спам")];

    private static readonly (string Id, string Label, string Group, decimal Order, string Source, string Format)[] Parameters =
    [
        ("stage", "Стадия", "appeal", 100, "appeal.stage", "text"),
        ("deal_type", "Тип сделки", "appeal", 110, "deal_type.name", "text"),
        ("sales_channel", "Канал продаж", "appeal", 120, "sales_channel.name", "text"),
        ("lead_source", "Источник", "appeal", 130, "lead_source.name", "text"),
        ("created_at", "Создано", "appeal", 140, "appeal.created_at", "date"),
        ("repair_type", "Тип ремонта", "appeal", 200, "repair_type.name", "text"),
        ("issue_type", "Тип неисправности", "appeal", 210, "issue_type.name", "text"),
        ("issue", "Неисправность", "appeal", 220, "issue.name", "text"),
        ("parts_owner", "Запчасть", "appeal", 230, "appeal.parts_owner", "text"),
        ("estimated_cost", "Стоимость", "appeal", 240, "appeal.estimated_cost", "currency"),
        ("estimated_time", "Время ремонта", "appeal", 250, "appeal.estimated_time", "duration"),
        ("appointment", "Запись", "appeal", 260, "appeal.appointment_datetime", "date"),
        ("client_name", "Клиент", "client", 300, "client.name", "text"),
        ("client_phone", "Телефон", "client", 310, "client.phone", "text"),
        ("has_telegram", "Telegram", "client", 320, "client.has_telegram", "boolean"),
        ("has_whatsapp", "WhatsApp", "client", 330, "client.has_whatsapp", "boolean"),
        ("has_phone", "Телефон подтверждён", "client", 340, "client.has_phone", "boolean"),
        ("has_yandex", "Яндекс", "client", 350, "client.has_yandex", "boolean"),
        ("has_google", "Google", "client", 360, "client.has_google", "boolean"),
        ("has_instagram", "Instagram", "client", 370, "client.has_instagram", "boolean"),
        ("has_avito", "Авито", "client", 380, "client.has_avito", "boolean"),
        ("brand_model", "Устройство", "device", 400, "brand.name + model.name", "text"),
        ("device_type", "Тип устройства", "device", 410, "device_type.name", "text"),
        ("livesklad_order", "Заказ LiveSklad", "other", 500, "appeal.livesklad_order_id", "text"),
    ];

    // For spam everything about device, repair and price is hidden; for buying and selling the repair and issue rows are.
    private static readonly string[] HiddenForSpam =
        ["repair_type", "issue_type", "issue", "parts_owner", "estimated_cost", "estimated_time", "appointment", "brand_model", "device_type", "livesklad_order"];

    private static readonly string[] HiddenForTrade = ["repair_type", "issue_type", "issue"];

    /// <summary>The name that a parameter of the platform came with; null for one of somebody else.</summary>
    public static string? LabelOf(string parameterId) => Parameters.FirstOrDefault(p => p.Id == parameterId).Label;

    public static async Task EnsureAsync(CrmDb db, CancellationToken cancellation)
    {
        var codes = await db.DealTypes.Select(d => d.Code).ToListAsync(cancellation);
        db.DealTypes.AddRange(Deals.Where(d => !codes.Contains(d.Code)).Select(d => new DealType { Code = d.Code, Name = d.Name, IsRepair = d.Code == "repair" }));

        var ids = await db.AppealMetaConfigs.Select(c => c.Id).ToListAsync(cancellation);
        db.AppealMetaConfigs.AddRange(Parameters.Where(p => !ids.Contains(p.Id)).Select(p => new AppealMetaConfig
        {
            Id = p.Id, Label = p.Label, Group = p.Group, Order = p.Order, SourceField = p.Source, FormatType = p.Format,
        }));
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>What a new tenant's card hides, by parameter and the code of a deal type.</summary>
    public static IEnumerable<(string Parameter, string Deal)> HiddenAtFirst => HiddenForSpam.Select(p => (p, "spam")).Concat(HiddenForTrade.SelectMany(p => (IEnumerable<(string, string)>)[(p, "purchase"), (p, "sale")]));

    /// <summary>What a new tenant starts with; added to the context, not yet saved.</summary>
    public static async Task AddDefaultVisibilityAsync(CrmDb db, Guid tenantId, CancellationToken cancellation)
    {
        var deals = await db.DealTypes.ToDictionaryAsync(d => d.Code, d => d.Id, cancellation);
        db.AppealMetaVisibilities.AddRange(HiddenAtFirst.Select(h => new AppealMetaVisibility
        {
            ConfigId = h.Parameter, DealTypeId = deals[h.Deal], TenantId = tenantId, IsVisible = false,
        }));
    }
}
