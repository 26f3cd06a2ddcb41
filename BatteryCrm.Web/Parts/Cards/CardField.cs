namespace BatteryCrm.Web.Parts.Cards;

/// <summary>What of an appeal an operator writes in the card.</summary>
public enum CardField
{
    DealType,
    Source,
    RepairType,
    IssueType,
    Issue,

    /// <summary>Brand and model in one.</summary>
    Device,
    DeviceType,
    PartsOwner,

    /// <summary>Roubles.</summary>
    Cost,

    /// <summary>Minutes.</summary>
    Time,
    Problem,
}

/// <summary>The fields by the <c>source_field</c> of their parameter, and the columns that the log names.</summary>
public static class CardFields
{
    public const decimal MostRoubles = 9_999_999;

    /// <summary>A hundred days.</summary>
    public const int MostMinutes = 144_000;

    private static readonly (CardField Field, string Source)[] All =
    [
        (CardField.DealType, "deal_type.name"),
        (CardField.Source, "lead_source.name"),
        (CardField.RepairType, "repair_type.name"),
        (CardField.IssueType, "issue_type.name"),
        (CardField.Issue, "issue.name"),
        (CardField.Device, "brand.name + model.name"),
        (CardField.DeviceType, "device_type.name"),
        (CardField.PartsOwner, "appeal.parts_owner"),
        (CardField.Cost, "appeal.estimated_cost"),
        (CardField.Time, "appeal.estimated_time"),
    ];

    /// <returns>Null for what nobody writes by hand here.</returns>
    public static CardField? Of(string sourceField)
    {
        foreach (var (field, source) in All)
            if (string.Equals(source, sourceField, StringComparison.Ordinal)) return field;
        return null;
    }

    /// <summary>The columns whose changes the log names, in the card's order.</summary>
    public static readonly List<string> Logged =
    [
        "deal_type_id", "lead_source_id", "sales_channel_id", "repair_type_id", "issue_type_id", "issue_id", "brand_id", "model_id", "device_type_id", "parts_owner", "estimated_cost",
        "estimated_time", "problem_description",
    ];
}

/// <summary>A field of the card that is being written.</summary>
/// <param name="OnClosed">Kept, or left as it was.</param>
public sealed record OpenField(CardField Field, string Label, Microsoft.AspNetCore.Components.EventCallback OnClosed);
