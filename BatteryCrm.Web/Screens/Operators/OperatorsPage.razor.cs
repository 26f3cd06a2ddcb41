using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Operators;

/// <summary>The tenant's people and their rights: the list, and beside it who is chosen.</summary>
public sealed partial class OperatorsPage
{
    // Coming and going tells no live event of its own.
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private LoadPhase phase;
    private IReadOnlyList<OperatorRow>? rows;
    private IReadOnlyList<LocationOption> locations = [];
    private string words = string.Empty;
    private ITimer? timer;
    private Guid? chosenId;

    /// <summary>"new", or an operator's id; anything else = nobody.</summary>
    [SupplyParameterFromQuery(Name = "id")] public string? Chosen { get; set; }

    /// <summary>"1": those who are switched off as well.</summary>
    [SupplyParameterFromQuery(Name = "inactive")] public string? Inactive { get; set; }

    [Inject] private OperatorsQueries Queries { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<OperatorsPage> Logger { get; set; } = null!;

    private bool IsInactiveShown => Inactive == "1";

    private bool IsEditorOpen => Chosen == "new" || chosenId is not null;

    private OperatorRow? Current => rows?.FirstOrDefault(r => r.Id == chosenId);

    private IReadOnlyList<OperatorRow> Shown => [.. rows!.Where(r => (r.IsActive || IsInactiveShown || r.Id == chosenId) && r.Has(words.Trim()))];

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        timer = Time.CreateTimer(_ => _ = InCircuitAsync(RereadAsync), state: null, Pace, Pace);
    }

    protected override void OnParametersSet() => chosenId = Guid.TryParse(Chosen, out var id) ? id : null;

    protected override Task OnLiveAsync(LiveBatch batch) =>
        batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.OperatorChanged or LiveKinds.CatalogueChanged) ? RereadAsync() : Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        timer?.Dispose();
        base.Dispose(disposing);
    }

    private static string At(string? chosen, bool inactive) => (chosen, inactive) switch
    {
        (null, false) => Links.Operators,
        (null, true) => $"{Links.Operators}?inactive=1",
        (_, false) => $"{Links.Operators}?id={chosen}",
        _ => $"{Links.Operators}?id={chosen}&inactive=1",
    };

    private void Go(string? chosen, bool inactive) => Navigation.NavigateTo(At(chosen, inactive), replace: true);

    private async Task RereadAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            await Zone.LoadAsync();
            locations = await Queries.LocationsAsync(CancellationToken.None);
            rows = await Queries.ListAsync(CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            // What is shown stays.
            OperatorsLog.NotRead(Logger, exception);
            phase = LoadPhase.Failed;
        }
    }

    private string Sign(OperatorRow row) => row switch
    {
        { IsActive: false } => OperatorsTexts.Off,
        { IsInvited: true } => OperatorsTexts.Invited,
        { IsOnline: true } => OperatorsTexts.Online,
        { LastLoginAt: { } at } => OperatorsTexts.LastSignIn.Replace("{0}", TimeText.Brief(Zone.Local(at), Zone.Local(Time.GetUtcNow())), StringComparison.Ordinal),
        _ => OperatorsTexts.NeverSignedIn,
    };
}
