using System.Collections.Immutable;

namespace BatteryCrm.Web.Screens.Catalog.Kinds;

/// <summary>Every catalogue of a tenant, in the order in which they are offered, and the platform's kinds of deals.</summary>
public static class CatalogueKinds
{
    public static readonly ImmutableArray<CatalogueKind> All =
    [
        new("device-types", "device_types", Name())
        {
            Uses = [new("appeals", "device_type_id"), new("models", "device_type_id")],
        },
        new("brands", "brands", Name(), Aliases())
        {
            Folded = "normalized_name",
            Uses = [new("appeals", "brand_id"), new("models", "brand_id", "name"), new("services", "brand_id", PriceOf("model_id"))],
        },
        new("models", "models", Name(), Reference("brand_id", "brands") with { IsRequired = true, IsListed = true }, Reference("device_type_id", "device-types") with { IsListed = true }, Aliases())
        {
            Parent = "brand_id",
            Uses = [new("appeals", "model_id"), new("services", "model_id", PriceOf("brand_id"))],
        },
        new("repair-types", "repair_types", Name(), new CatalogueField("description", FieldKind.LongText) { Longest = 1000, IsListed = true })
        {
            Uses = [new("appeals", "repair_type_id"), new("services", "repair_type_id", "brand_id", "model_id", "malfunction_category", "malfunction_type")],
        },
        new("issue-types", "issue_types", Name())
        {
            HasUpdatedAt = true,
            Uses = [new("appeals", "issue_type_id"), new("issues", "issue_type_id", "name")],
        },
        new("issues", "issues", Name(), Reference("issue_type_id", "issue-types") with { IsRequired = true, IsListed = true })
        {
            HasUpdatedAt = true, Parent = "issue_type_id",
            Uses = [new("appeals", "issue_id")],
        },
        new("services", "services",
            Name("malfunction_type"), new CatalogueField("malfunction_category", FieldKind.Text) { IsRequired = true, IsListed = true },
            Reference("repair_type_id", "repair-types"), Reference("brand_id", "brands"), Reference("model_id", "models") with { Within = "brand_id", IsListed = true },
            new CatalogueField("price_rub", FieldKind.Money) { IsRequired = true, IsListed = true }, new CatalogueField("labour_rub", FieldKind.Money),
            new CatalogueField("duration_minutes", FieldKind.Minutes) { IsRequired = true, First = "60", IsListed = true })
        {
            HasUpdatedAt = true, IsNameUnique = false,
        },
        new("masters", "masters", Name(),
            new CatalogueField("working_hours_start", FieldKind.Time) { IsRequired = true, First = "09:00", IsListed = true },
            new CatalogueField("working_hours_end", FieldKind.Time) { IsRequired = true, First = "20:00", After = "working_hours_start", IsListed = true })
        {
            IdType = "integer",
            Uses = [new("appeals", "master_id"), new("appointments", "master_id")],
        },
        new("locations", "locations", Name(), new CatalogueField("address", FieldKind.Text) { Longest = 300, IsListed = true })
        {
            Uses = [new("appeals", "location_id"), new("operators", "location_id")],
        },
        new("sales-channels", "sales_channels", Name())
        {
            HasUpdatedAt = true,
            Uses = [new("appeals", "sales_channel_id"), new("lead_sources", "sales_channel_id", "name"), new("channels", "sales_channel_id")],
        },
        new("lead-sources", "lead_sources", Name(), Reference("sales_channel_id", "sales-channels") with { IsRequired = true, IsListed = true },
            new CatalogueField("code", FieldKind.Text) { IsListed = true }, Text("utm_source"), Text("utm_medium"), Text("utm_campaign"), Text("utm_term"), Text("utm_content"))
        {
            HasUpdatedAt = true, Parent = "sales_channel_id",
            Uses = [new("appeals", "lead_source_id"), new("lead_touches", "lead_source_id"), new("lead_costs", "lead_source_id") { UniqueWith = "day" }],
        },
        new("saved-replies", "saved_replies", Name("title") with { Longest = 80 },
            new CatalogueField("shortcut", FieldKind.Text) { Longest = 30, IsShortcut = true, IsListed = true }, new CatalogueField("text", FieldKind.LongText) { Longest = 4000, IsRequired = true, IsListed = true })
        {
            HasUpdatedAt = true, HasCreatedBy = true, Only = "operator_id is null",
        },
        new("deal-types", "deal_types", Name(), Text("code") with { IsListed = true }) { IsReadOnly = true, Uses = [new("appeals", "deal_type_id")] },
    ];

    public static CatalogueKind? Find(string? slug) => All.FirstOrDefault(k => k.Slug == slug);

    /// <summary>The catalogue whose rows these are; null when the table is none.</summary>
    public static CatalogueKind? OfTable(string table) => All.FirstOrDefault(k => k.Table == table);

    private static CatalogueField Name(string column = "name") => Text(column) with { IsRequired = true };

    private static CatalogueField Text(string column) => new(column, FieldKind.Text);

    private static CatalogueField Aliases() => new("aliases", FieldKind.Aliases) { IsListed = true };

    private static CatalogueField Reference(string column, string to) => new(column, FieldKind.Reference) { To = to };

    // Two prices for the same are one.
    private static string[] PriceOf(string other) => [other, "repair_type_id", "malfunction_category", "malfunction_type"];
}
