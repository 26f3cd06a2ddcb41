using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>The filters of a report. A choice is handed up; nothing is kept here.</summary>
public sealed partial class ReportBar
{
    [Parameter, EditorRequired] public Report Report { get; set; } = null!;

    [Parameter, EditorRequired] public ReportFilter Filter { get; set; } = null!;

    [Parameter, EditorRequired] public ReportChoices Choices { get; set; } = null!;

    /// <summary>On the tenant's clock.</summary>
    [Parameter, EditorRequired] public DateOnly Today { get; set; }

    [Parameter] public EventCallback<ReportFilter> Changed { get; set; }

    [Parameter] public RenderFragment? ChildContent { get; set; }

    private (DateOnly From, DateOnly Until) Days => Filter.Days(Today);

    // Days of one's own have no word; nothing chosen is the first period.
    private string? Word => Filter.Period ?? (Filter.From is null && Filter.Until is null ? ReportFilter.Default : null);

    private IEnumerable<string> Facets => ReportChoices.Facets.Where(f => !Report.NotNarrowedBy.Contains(f));

    private int Chosens => Facets.Count(f => ValueOf(f) is not null);

    private Task Go(ReportFilter filter) => Changed.InvokeAsync(filter.Check(Today));

    private Task Choose(string? word) => Go(word is null ? Filter with { Period = null, From = Days.From, Until = Days.Until } : Filter with { Period = word, From = null, Until = null });

    private string? ValueOf(string facet) => facet switch
    {
        "channel" => Filter.Channel?.ToString(),
        "sales" => Filter.Sales?.ToString(),
        "source" => Filter.Source?.ToString(),
        "campaign" => Filter.Campaign,
        "deal" => Filter.Deal?.ToString(),
        "operator" => Filter.Operator?.ToString(),
        _ => Filter.Location?.ToString(),
    };

    private ReportFilter With(string facet, string? value)
    {
        Guid? id = Guid.TryParse(value, out var parsed) ? parsed : null;
        return facet switch
        {
            "channel" => Filter with { Channel = id },
            "sales" => Filter with { Sales = id },
            "source" => Filter with { Source = id },
            "campaign" => Filter with { Campaign = value },
            "deal" => Filter with { Deal = id },
            "operator" => Filter with { Operator = id },
            _ => Filter with { Location = id },
        };
    }

    private static string NameOf(string facet) => facet switch
    {
        "channel" => ReportTexts.FacetChannel,
        "sales" => ReportTexts.FacetSales,
        "source" => ReportTexts.FacetSource,
        "campaign" => ReportTexts.FacetCampaign,
        "deal" => ReportTexts.FacetDeal,
        "operator" => ReportTexts.FacetOperator,
        _ => ReportTexts.FacetLocation,
    };

    private static string? Chosen(ChangeEventArgs e) => e.Value is string { Length: > 0 } chosen ? chosen : null;

    private static DateOnly? DayOf(ChangeEventArgs e) => DateOnly.TryParseExact(e.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
