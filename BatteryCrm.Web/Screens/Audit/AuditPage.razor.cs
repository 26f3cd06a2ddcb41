using System.Globalization;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Changes;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Audit;

/// <summary>What was changed together, as one entry.</summary>
public sealed record AuditChange(IReadOnlyList<(AuditRow Row, RowNames Names)> Rows);

/// <summary>Who changed what, with before and after; from the newest back. For admins.</summary>
public sealed partial class AuditPage
{
    private static readonly HashSet<string> Told = new(StringComparer.Ordinal) { LiveKinds.CatalogueChanged, LiveKinds.SettingsChanged, LiveKinds.ChannelChanged, LiveKinds.OperatorChanged };
    private readonly List<(AuditRow Row, RowNames Names)> rows = [];
    private LoadPhase phase;
    private AuditView view = new();
    private IReadOnlyList<(Guid Id, string Name)> people = [];
    private List<AuditChange>? entries;
    private bool hasMore;
    private bool isReading;
    private int news;

    [Inject] private AuditQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<AuditPage> Logger { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "kind")] public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "by")] public string? By { get; set; }

    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "until")] public string? Until { get; set; }

    protected override Task OnParametersSetAsync()
    {
        view = AuditView.Of(new Uri(Navigation.Uri).Query);
        return ReadAsync();
    }

    // The log moves under nobody's eyes: what came is counted.
    protected override Task OnLiveAsync(LiveBatch batch)
    {
        if (batch.Resync || batch.Events.Any(e => Told.Contains(e.Kind))) news++;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        rows.Clear();
        await MoreAsync();
    }

    private async Task MoreAsync()
    {
        if (isReading || view.IsReversed) return;
        isReading = true;
        try
        {
            await Zone.LoadAsync();
            if (people.Count == 0) people = await Queries.PeopleAsync(CancellationToken.None);
            var asked = view;
            if (rows.Count == 0) news = 0;
            var part = await Queries.ReadAsync(asked, rows.Count == 0 ? null : rows[^1].Row.Key, CancellationToken.None);
            rows.AddRange(part.Rows.Select(r => (r, part.Names)));
            hasMore = part.HasMore;
            entries = Together(rows);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            AuditLog.NotRead(Logger, exception);
            phase = LoadPhase.Failed;
        }
        finally
        {
            isReading = false;
        }
    }

    private static List<AuditChange> Together(List<(AuditRow Row, RowNames Names)> rows)
    {
        var changes = new List<AuditChange>();
        var start = 0;
        for (var at = 1; at <= rows.Count; at++)
        {
            if (at < rows.Count && rows[at].Row.ChangeId is { } id && id == rows[start].Row.ChangeId) continue;
            changes.Add(new AuditChange(rows.GetRange(start, at - start)));
            start = at;
        }

        return changes;
    }

    private void Go(AuditView wanted) => Navigation.NavigateTo(wanted.Query.Length == 0 ? Links.Audit : $"{Links.Audit}?{wanted.Query}");

    private static string? Chosen(ChangeEventArgs e) => e.Value is string { Length: > 0 } chosen ? chosen : null;

    private static DateOnly? DayOf(ChangeEventArgs e) => DateOnly.TryParseExact(e.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
