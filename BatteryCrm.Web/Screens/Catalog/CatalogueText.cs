using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>Catalogues, their fields and what became of a wish, in words.</summary>
public static class CatalogueText
{
    public static string Of(CatalogueKind kind) => kind.Slug switch
    {
        "device-types" => CatalogueTexts.KindDeviceTypes,
        "brands" => CatalogueTexts.KindBrands,
        "models" => CatalogueTexts.KindModels,
        "repair-types" => CatalogueTexts.KindRepairTypes,
        "issue-types" => CatalogueTexts.KindIssueTypes,
        "issues" => CatalogueTexts.KindIssues,
        "services" => CatalogueTexts.KindServices,
        "masters" => CatalogueTexts.KindMasters,
        "locations" => CatalogueTexts.KindLocations,
        "sales-channels" => CatalogueTexts.KindSalesChannels,
        "lead-sources" => CatalogueTexts.KindLeadSources,
        "saved-replies" => CatalogueTexts.KindSavedReplies,
        _ => CatalogueTexts.KindDealTypes,
    };

    /// <summary>What a field is called: on its label, over its column, in a file.</summary>
    public static string OfField(string column) => column switch
    {
        "name" => CatalogueTexts.FieldName,
        "title" => CatalogueTexts.FieldTitle,
        "aliases" => CatalogueTexts.FieldAliases,
        "brand_id" => CatalogueTexts.FieldBrand,
        "device_type_id" => CatalogueTexts.FieldDeviceType,
        "description" => CatalogueTexts.FieldDescription,
        "issue_type_id" => CatalogueTexts.FieldIssueType,
        "malfunction_type" => CatalogueTexts.FieldMalfunctionType,
        "malfunction_category" => CatalogueTexts.FieldMalfunctionCategory,
        "repair_type_id" => CatalogueTexts.FieldRepairType,
        "model_id" => CatalogueTexts.FieldModel,
        "price_rub" => CatalogueTexts.FieldPrice,
        "labour_rub" => CatalogueTexts.FieldLabour,
        "duration_minutes" => CatalogueTexts.FieldDuration,
        "working_hours_start" => CatalogueTexts.FieldStart,
        "working_hours_end" => CatalogueTexts.FieldEnd,
        "address" => CatalogueTexts.FieldAddress,
        "sales_channel_id" => CatalogueTexts.FieldSalesChannel,
        "code" => CatalogueTexts.FieldCode,
        "utm_source" => CatalogueTexts.FieldUtmSource,
        "utm_medium" => CatalogueTexts.FieldUtmMedium,
        "utm_campaign" => CatalogueTexts.FieldUtmCampaign,
        "utm_term" => CatalogueTexts.FieldUtmTerm,
        "utm_content" => CatalogueTexts.FieldUtmContent,
        "shortcut" => CatalogueTexts.FieldShortcut,
        "text" => CatalogueTexts.FieldText,
        CatalogueVersions.IsActive => CatalogueTexts.FieldState,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, null),
    };

    /// <summary>A value as people read it.</summary>
    /// <param name="nameOf">The name of a row that a reference leads to; null when it is not known.</param>
    public static string OfValue(CatalogueKind kind, string column, string? value, Func<CatalogueField, string, string?> nameOf)
    {
        if (column == CatalogueVersions.IsActive) return value == "true" ? CatalogueTexts.Active : CatalogueTexts.Archived;
        if (value is null) return CatalogueTexts.Nothing;
        var field = kind.Field(column);
        return field.Kind switch
        {
            FieldKind.Reference => nameOf(field, value) ?? value,
            FieldKind.Aliases => value.Replace("\n", ", ", StringComparison.Ordinal),
            FieldKind.Money when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var sum) => MoneyText.Of(sum),
            _ => value,
        };
    }

    public static string Of(CatalogueProblem problem) => problem.Kind switch
    {
        ProblemKind.Empty => CatalogueTexts.ProblemEmpty,
        ProblemKind.TooLong => With(CatalogueTexts.ProblemLong, problem.Other),
        ProblemKind.Negative => CatalogueTexts.ProblemNegative,
        ProblemKind.Order => CatalogueTexts.ProblemOrder,
        ProblemKind.Taken => With(CatalogueTexts.ProblemTaken, problem.Other),
        ProblemKind.TakenArchived => With(CatalogueTexts.ProblemTakenArchived, problem.Other),
        ProblemKind.Missing => CatalogueTexts.ProblemMissing,
        _ => CatalogueTexts.ProblemWrong,
    };

    /// <summary>Why nothing was done; null when it was, or the fields say it.</summary>
    public static string? Of(CatalogueOutcome outcome) => outcome switch
    {
        CatalogueOutcome.Gone => CatalogueTexts.Gone,
        CatalogueOutcome.NotAllowed => CatalogueTexts.NotAllowed,
        CatalogueOutcome.Changed => CatalogueTexts.ChangedMeanwhile,
        CatalogueOutcome.OtherParent => CatalogueTexts.OtherParent,
        _ => null,
    };

    /// <summary>"3 заявки, 1 цена".</summary>
    public static string Of(IReadOnlyList<CatalogueUsed> uses) => string.Join(", ", uses.Select(u => Plural.Of((int)u.Count, Forms(u.Table))));

    public static string With(string words, params string?[] values)
    {
        for (var i = 0; i < values.Length; i++) words = words.Replace($"{{{i}}}", values[i], StringComparison.Ordinal);
        return words;
    }

    private static string Forms(string table) => table switch
    {
        "appeals" => CatalogueTexts.InAppeals,
        "lead_touches" => CatalogueTexts.InTouches,
        "models" => CatalogueTexts.InModels,
        "services" => CatalogueTexts.InServices,
        "issues" => CatalogueTexts.InIssues,
        "appointments" => CatalogueTexts.InAppointments,
        "operators" => CatalogueTexts.InOperators,
        "lead_sources" => CatalogueTexts.InLeadSources,
        "channels" => CatalogueTexts.InChannels,
        "lead_costs" => CatalogueTexts.InLeadCosts,
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, null),
    };
}
