namespace BatteryCrm.Web.Screens.Appeal.Fields;

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

/// <summary>The fields by the <c>source_field</c> of their parameter, and their columns as the log names them.</summary>
public static class CardFields
{
    private static readonly (CardField Field, string? Source, string Column)[] All =
    [
        (CardField.DealType, "deal_type.name", "deal_type_id"),
        (CardField.Source, "lead_source.name", "lead_source_id"),
        (CardField.RepairType, "repair_type.name", "repair_type_id"),
        (CardField.IssueType, "issue_type.name", "issue_type_id"),
        (CardField.Issue, "issue.name", "issue_id"),
        (CardField.Device, "brand.name + model.name", "model_id"),
        (CardField.DeviceType, "device_type.name", "device_type_id"),
        (CardField.PartsOwner, "appeal.parts_owner", "parts_owner"),
        (CardField.Cost, "appeal.estimated_cost", "estimated_cost"),
        (CardField.Time, "appeal.estimated_time", "estimated_time"),
        (CardField.Problem, null, "problem_description"),
    ];

    /// <returns>Null for what nobody writes by hand here.</returns>
    public static CardField? Of(string sourceField)
    {
        foreach (var (field, source, _) in All)
            if (string.Equals(source, sourceField, StringComparison.Ordinal)) return field;
        return null;
    }

    public static string Column(CardField field) => All.First(f => f.Field == field).Column;
}
