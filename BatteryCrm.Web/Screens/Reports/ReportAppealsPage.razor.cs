using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Reports.Kinds;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>The appeals behind one figure of a report: as many as the figure says.</summary>
public sealed partial class ReportAppealsPage
{
    private readonly List<ReportAppeal> rows = [];
    private Report? report;
    private ReportFilter filter = new();
    private ReportOpened? opened;
    private ReportAppeals? known;
    private FilterProblem? problem;
    private LoadPhase phase;
    private bool isReading;
    private string? title;
    private string? days;

    [Inject] private ReportQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<ReportAppealsPage> Logger { get; set; } = null!;

    [Parameter] public string Key { get; set; } = string.Empty;

    [SupplyParameterFromQuery(Name = "figure")] public string? Figure { get; set; }

    protected override Task OnParametersSetAsync()
    {
        var query = new Uri(Navigation.Uri).Query;
        (report, filter, opened) = (AllReports.Find(Key), ReportFilter.Of(query), ReportOpened.Of(query));
        return ReadAsync();
    }

    private Task ReadAsync()
    {
        rows.Clear();
        return MoreAsync();
    }

    private async Task MoreAsync()
    {
        if (isReading) return;
        isReading = true;
        try
        {
            var held = report is null ? filter : await Queries.HeldAsync(report, filter, CancellationToken.None);
            problem = held.Problem;
            var part = report is null || opened is null || problem is not null ? null : await Queries.AppealsAsync(report, held, opened, rows.Count == 0 ? null : rows[^1], CancellationToken.None);
            if (part is not null)
            {
                rows.AddRange(part.Rows);
                title = report!.Columns.FirstOrDefault(c => c.Opens == opened!.Figure)?.Title();
                var today = DateOnly.FromDateTime(Zone.Local(Time.GetUtcNow()).DateTime);
                var (from, until) = held.DaysIn(report, today);
                days = ReportText.Days(from, until);
            }

            (known, phase) = (part, LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            ReportsLog.NotRead(Logger, exception, Key);
            phase = LoadPhase.Failed;
        }
        finally
        {
            isReading = false;
        }
    }
}
