using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Reports.Kinds;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>One report: its period and filters in the address, a picture, a table whose every figure opens its appeals. The board of a day follows what happens.</summary>
public sealed partial class ReportPage
{
    // A board need not be newer than this.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private Report? report;

    // As it stands in the address, which the other reports get; and what of it holds here.
    private ReportFilter filter = new();
    private ReportFilter shown = new();
    private ReportTable? table;
    private ReportChoices choices = ReportChoices.None;
    private ReportRights? rights;
    private LoadPhase phase;
    private DateOnly today;
    private CancellationTokenSource reading = new();
    private DateTimeOffset readAt;
    private bool isLater;

    [Inject] private ReportQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<ReportPage> Logger { get; set; } = null!;

    [Parameter] public string? Key { get; set; }

    // Named so that a change of the address alone comes here as well.
    [SupplyParameterFromQuery(Name = "period")] public string? Period { get; set; }

    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "until")] public string? Until { get; set; }

    [SupplyParameterFromQuery(Name = "compare")] public string? Compare { get; set; }

    [SupplyParameterFromQuery(Name = "by")] public string? By { get; set; }

    [SupplyParameterFromQuery(Name = "channel")] public string? Channel { get; set; }

    [SupplyParameterFromQuery(Name = "sales")] public string? Sales { get; set; }

    [SupplyParameterFromQuery(Name = "source")] public string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "campaign")] public string? Campaign { get; set; }

    [SupplyParameterFromQuery(Name = "deal")] public string? Deal { get; set; }

    [SupplyParameterFromQuery(Name = "operator")] public string? Operator { get; set; }

    [SupplyParameterFromQuery(Name = "location")] public string? Location { get; set; }

    protected override Task OnParametersSetAsync()
    {
        var asked = Key is null ? DayReport.Report : AllReports.Find(Key);
        if (asked != report) table = null;
        (report, filter) = (asked, ReportFilter.Of(new Uri(Navigation.Uri).Query));
        if (report is not null && rights is not null) shown = filter.In(report, rights, today);
        return ReadAsync();
    }

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (report is not { IsOfADay: true } || isLater || phase != LoadPhase.Ready) return;
        isLater = true;
        try
        {
            var wait = readAt + Freshness - Time.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, Time, reading.Token);
            isLater = false;
            await ReadAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException)
        {
            isLater = false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        reading.Cancel();
    }

    private async Task ReadAsync()
    {
        if (report is null) return;
        await reading.CancelAsync();
        reading = new CancellationTokenSource();
        var mine = reading.Token;
        phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            today = DateOnly.FromDateTime(Zone.Local(Time.GetUtcNow()).DateTime);
            rights ??= await Queries.RightsAsync(mine);
            shown = filter.In(report, rights, today);
            if (!rights.Sees(report) || shown.Problem is not null)
            {
                (table, phase) = (null, LoadPhase.Ready);
                return;
            }

            if (choices == ReportChoices.None) choices = await Queries.ChoicesAsync(mine);
            var read = await Queries.ReadAsync(report, shown, mine);
            if (mine.IsCancellationRequested) return;
            (table, phase, readAt) = (read, LoadPhase.Ready, Time.GetUtcNow());
        }
        catch (Exception) when (mine.IsCancellationRequested)
        {
            // Something else is asked for by now.
        }
        catch (Exception exception)
        {
            ReportsLog.NotRead(Logger, exception, report.Key);
            phase = LoadPhase.Failed;
        }
    }

    private void Go(ReportFilter wanted)
    {
        // What cannot be counted stays on the screen with its reason, and out of the address.
        if (wanted.Problem is not null) (shown, table) = (wanted, null);
        else Navigation.NavigateTo(Links.Report(report!.Key, wanted.Query));
    }

    private string AddressOf(ReportFilter of) => of.Query.Length == 0 ? report!.Key : $"{report!.Key}?{of.Query}";
}
