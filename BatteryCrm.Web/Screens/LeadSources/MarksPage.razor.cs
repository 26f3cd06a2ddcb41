using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Marks that matched no source, the most frequent first: an admin makes a source of them or has them listed no more, and takes either back. A manager looks.</summary>
public sealed partial class MarksPage
{
    private readonly Dictionary<string, (Guid DecisionId, string Said)?> done = new(StringComparer.Ordinal);
    private IReadOnlyList<MarkDeed> deeds = [];
    private List<MarkGroup>? groups;
    private LoadPhase phase;
    private bool hasMore;
    private bool isBusy;
    private string? open;
    private string? problem;
    private int asked;

    [Inject] private MarkQueries Queries { get; set; } = null!;

    [Inject] private MarkActions Actions { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<MarksPage> Logger { get; set; } = null!;

    private bool MayAct => Operator.Identity.Role is Roles.Admin;

    protected override Task OnInitializedAsync() => ReadAsync(null);

    protected override void OnConnected() => _ = RereadAsync();

    // A group under somebody's hands stays where it is; what a colleague decided is seen when it is read next.
    protected override Task OnLiveAsync(LiveBatch batch) =>
        open is null && !isBusy && (batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.CatalogueChanged)) ? RereadAsync() : Task.CompletedTask;

    private async Task RereadAsync()
    {
        if (phase is LoadPhase.Loading) return;
        await ReadAsync(null);
        StateHasChanged();
    }

    // What was dealt with here stays to be taken back, until the page is opened anew.
    private async Task ReadAsync(MarkPlace? after)
    {
        var mine = ++asked;
        if (groups is null) phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            var read = await Queries.PageAsync(after, CancellationToken.None);
            var decided = await Queries.DeedsAsync(CancellationToken.None);
            if (mine != asked) return;
            var kept = after is null ? (groups ?? []).Where(g => done.GetValueOrDefault(g.Key) is not null && !read.Groups.Any(r => r.Key == g.Key)).ToList() : groups ?? [];
            (groups, hasMore, deeds, phase) = ([.. kept, .. read.Groups.Where(r => !kept.Exists(k => k.Key == r.Key))], read.HasMore, decided, LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotRead(Logger, exception);
            if (mine == asked) (phase, problem) = (LoadPhase.Failed, groups is null ? null : LeadSourceTexts.NotRead);
        }
    }

    private void Toggle(string key) => (open, problem) = (open == key ? null : key, null);

    private async Task MadeAsync(string key, (MarkResult Result, string Name) made)
    {
        open = null;
        done[key] = (made.Result.DecisionId!.Value, Plural.Of(made.Result.Appeals, LeadSourceTexts.MadeNow).Replace("{1}", made.Name, StringComparison.Ordinal));
        await ReadAsync(null);
    }

    private Task HideAsync(string key) => DoAsync(() => Actions.HideAsync(key, CancellationToken.None), result => done[key] = (result.DecisionId!.Value, LeadSourceTexts.HiddenNow));

    private Task UndoAsync(Guid decisionId) => DoAsync(
        () => Actions.UndoAsync(decisionId, CancellationToken.None),
        _ =>
        {
            foreach (var key in done.Where(d => d.Value?.DecisionId == decisionId).Select(d => d.Key).ToList()) done.Remove(key);
        });

    private async Task DoAsync(Func<Task<MarkResult>> deed, Action<MarkResult> then)
    {
        if (isBusy) return;
        (isBusy, problem) = (true, null);
        try
        {
            var result = await deed();
            if (result.Refusal is { } refusal) problem = MarkText.Of(refusal);
            else then(result);
        }
        catch (Exception exception)
        {
            LeadSourcesLog.NotWritten(Logger, exception);
            problem = Texts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }

        await ReadAsync(null);
    }
}
