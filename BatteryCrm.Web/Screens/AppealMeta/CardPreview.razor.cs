using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>How an appeal of one kind of deal looks to an operator; follows what is switched, and the appeal itself.</summary>
public sealed partial class CardPreview
{
    private AppealCard? card;
    private CardCatalogue? catalogue;
    private IReadOnlyList<AppealOption> options = [];
    private string words = string.Empty;
    private (Guid Deal, Guid? Appeal)? readFor;
    private bool isOpen;
    private bool isRead;
    private bool isFailed;
    private int asked;
    private int searched;

    [Parameter, EditorRequired] public DealColumn Deal { get; set; } = null!;

    /// <summary>Null, or one that is none of this kind of deal: the newest.</summary>
    [Parameter, EditorRequired] public Guid? AppealId { get; set; }

    [Parameter, EditorRequired] public EventCallback<Guid> OnChosen { get; set; }

    [Inject] private VisibilityQueries Queries { get; set; } = null!;

    [Inject] private CardCatalogues Catalogues { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<CardPreview> Logger { get; set; } = null!;

    protected override Task OnParametersSetAsync()
    {
        if (readFor == (Deal.Id, AppealId)) return Task.CompletedTask;
        if (readFor?.Deal != Deal.Id) (card, isRead, isOpen, words, options) = (null, false, false, string.Empty, []);
        readFor = (Deal.Id, AppealId);
        return ReadAsync();
    }

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.SettingsChanged or LiveKinds.CatalogueChanged || (e.Kind is LiveKinds.AppealChanged && (card is null || e.AppealId == card.AppealId)))) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var mine = ++asked;
        try
        {
            await Zone.LoadAsync();
            var known = await Catalogues.OfAsync(Operator.Identity.TenantId!.Value, CancellationToken.None);
            var read = AppealId is { } id ? await Queries.CardAsync(id, CancellationToken.None) : null;
            if (read is null || !IsOfDeal(read, known))
                read = await Queries.AppealsAsync(Deal, string.Empty, CancellationToken.None) is [var newest, ..] ? await Queries.CardAsync(newest.Id, CancellationToken.None) : null;
            if (mine == asked) (card, catalogue, isRead, isFailed) = (read, known, true, false);
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotRead(Logger, exception);
            if (mine == asked) isFailed = card is null;
        }
    }

    private bool IsOfDeal(AppealCard read, CardCatalogue known) => (read.Facts.DealTypeId ?? (read.Facts.Type is { } code && known.Deals.TryGetValue(code, out var id) ? id : null)) == Deal.Id;

    private Task ToggleAsync()
    {
        isOpen = !isOpen;
        return isOpen ? SearchAsync() : Task.CompletedTask;
    }

    private async Task SearchAsync()
    {
        var mine = ++searched;
        try
        {
            var found = await Queries.AppealsAsync(Deal, words, CancellationToken.None);
            if (mine == searched) options = found;
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotRead(Logger, exception);
            if (mine == searched) options = [];
        }
    }

    private Task PickAsync(Guid appealId)
    {
        isOpen = false;
        return OnChosen.InvokeAsync(appealId);
    }
}
