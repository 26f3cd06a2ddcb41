using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Merge;

/// <summary>Merges that were made: one is looked at, a whole series is taken back.</summary>
public sealed partial class MergesPage : IDisposable
{
    private const int PageSize = 50;

    private LoadPhase phase;
    private MergeSeries series = new();
    private IReadOnlyList<(Guid Id, string Name)> people = [];
    private List<MadeMerge>? rows;
    private IReadOnlyList<Guid> standing = [];
    private bool isMore;
    private bool isAsked;
    private SeriesResult? running;
    private CancellationTokenSource? stopping;
    private string? said;

    /// <summary>An operator's id; anything else = anybody.</summary>
    [SupplyParameterFromQuery(Name = "by")] public string? By { get; set; }

    /// <summary>On the tenant's clock; nothing = from the first.</summary>
    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    /// <summary>On the tenant's clock; nothing = to the last.</summary>
    [SupplyParameterFromQuery(Name = "until")] public string? Until { get; set; }

    [Inject] private MergeQueries Queries { get; set; } = null!;

    [Inject] private MergeActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<MergesPage> Logger { get; set; } = null!;

    public void Dispose()
    {
        stopping?.Cancel();
        stopping?.Dispose();
    }

    protected override Task OnParametersSetAsync()
    {
        (isAsked, said) = (false, null);
        return ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            await Zone.LoadAsync();
            series = new MergeSeries(Guid.TryParse(By, out var by) ? by : null, At(From), At(Until));
            if (Operator.Identity.IsManager) people = await Queries.PeopleAsync(CancellationToken.None);
            rows = [.. await Queries.SeriesAsync(series, after: null, PageSize, CancellationToken.None)];
            isMore = rows.Count == PageSize;
            standing = await Queries.StandingAsync(series, CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            MergeLog.NotRead(Logger, exception, Guid.Empty, Guid.Empty);
            phase = LoadPhase.Failed;
        }
    }

    private async Task MoreAsync()
    {
        try
        {
            var next = await Queries.SeriesAsync(series, rows![^1], PageSize, CancellationToken.None);
            rows.AddRange(next);
            isMore = next.Count == PageSize;
        }
        catch (Exception exception)
        {
            MergeLog.NotRead(Logger, exception, Guid.Empty, Guid.Empty);
            said = MergeTexts.NotRead;
        }
    }

    private async Task UndoAllAsync()
    {
        if (running is not null) return;
        (isAsked, said, running) = (false, null, new SeriesResult(0, 0));
        stopping?.Dispose();
        stopping = new CancellationTokenSource();
        try
        {
            running = await Actions.UndoSeriesAsync(Queries, standing, ToldAsync, stopping.Token);
            said = Sentence(running);
        }
        catch (Exception exception)
        {
            // What was undone so far is undone; the rest stands in the list.
            MergeLog.NotUndone(Logger, exception, Guid.Empty);
            said = $"{Sentence(running)} {MergeTexts.Failed}";
        }
        finally
        {
            running = null;
            await ReadAsync();
        }
    }

    // A breath for the screen, and for the button that stops it.
    private async Task ToldAsync(SeriesResult far)
    {
        running = far;
        StateHasChanged();
        await Task.Yield();
    }

    private void Stop() => stopping?.Cancel();

    private static string Sentence(SeriesResult result) =>
        result.Left == 0 ? Plural.Of(result.Undone, MergeTexts.SeriesUndone) : $"{Plural.Of(result.Undone, MergeTexts.SeriesUndone)} {Plural.Of(result.Left, MergeTexts.SeriesLeft)}";

    private void Go(string? by, string? from, string? until) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(Links.Merges, new Dictionary<string, object?>(StringComparer.Ordinal) { ["by"] = Kept(by), ["from"] = Kept(from), ["until"] = Kept(until) }));

    private static string? Kept(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private DateTimeOffset? At(string? local) => DateTime.TryParse(local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? Zone.At(time) : null;
}
