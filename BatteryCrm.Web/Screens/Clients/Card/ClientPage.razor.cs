using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>All about one client, written where it stands. Whoever was merged leads to his master.</summary>
public sealed partial class ClientPage
{
    private LoadPhase phase;
    private ClientCard? card;

    /// <summary>The client of the address, when another one is shown.</summary>
    private Guid? leadsFrom;
    private int asked;

    [Parameter] public Guid Id { get; set; }

    [Inject] private ClientCardQueries Queries { get; set; } = null!;

    [Inject] private ClientFieldActions Fields { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<ClientPage> Logger { get; set; } = null!;

    protected override Task OnParametersSetAsync()
    {
        if (card is { } shown && (shown.Id == Id || leadsFrom == Id)) return Task.CompletedTask;
        (card, phase, leadsFrom) = (null, LoadPhase.Loading, null);
        return ReadAsync();
    }

    // His appeals, what is known of him, or that he has become another.
    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        var mine = card?.Id ?? Id;
        if (!batch.Resync && batch.Queue.All(q => q.ClientId != mine) && !batch.Events.Any(e => e.Kind == LiveKinds.ClientChanged && (e.SubjectId == mine || e.SubjectId == Id))) return;
        await ReadAsync();
    }

    protected override void OnConnected() => _ = ReadAsync();

    private async Task ReadAsync()
    {
        // What was asked for last is shown, whatever comes last.
        var own = ++asked;
        try
        {
            await Zone.LoadAsync();
            var master = await Queries.MasterOfAsync(Id, CancellationToken.None);
            var read = await Queries.ReadAsync(master, CancellationToken.None);
            if (own != asked) return;
            (card, leadsFrom, phase) = (read, master == Id ? null : Id, LoadPhase.Ready);
        }
        catch (Exception exception)
        {
            if (own != asked) return;
            ClientsLog.NotRead(Logger, exception, Id);

            // What is on screen stays; the next change reads it again.
            if (card is null) phase = LoadPhase.Failed;
        }

        StateHasChanged();
    }
}
