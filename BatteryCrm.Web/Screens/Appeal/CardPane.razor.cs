using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What stands beside the conversation. Which fields, in which order and for which deal type is the tenant's to say (<see cref="CardCatalogue"/>).</summary>
public sealed partial class CardPane
{
    private CardCatalogue? catalogue;
    private bool isFailed;
    private int load;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private CardCatalogues Catalogues { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private ILogger<CardPane> Logger { get; set; } = null!;

    protected override CardSlice Select(AppealState state) => new(state.Card, state.Phase);

    protected override Task OnInitializedAsync() => LoadAsync();

    // A card that is read anew may be so since its catalogue changed: asked again, it costs nothing while nothing has.
    protected override void OnSliceChanged(CardSlice before) => _ = LoadAsync();

    private async Task LoadAsync()
    {
        if (Slice.Card is null || Operator.Identity.TenantId is not { } tenant) return;
        var mine = ++load;
        try
        {
            var read = await Catalogues.OfAsync(tenant, CancellationToken.None);
            if (mine != load || (ReferenceEquals(read, catalogue) && !isFailed)) return;
            (catalogue, isFailed) = (read, false);
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(Logger, exception, Slice.Card?.AppealId ?? Guid.Empty);
            isFailed = catalogue is null;
        }

        StateHasChanged();
    }

    private Task<IDialogReference> MoveAsync(AppealCard card) => Dialogs.ShowAsync<StageDialog>(
        null, new DialogParameters<StageDialog> { { d => d.AppealId, card.AppealId }, { d => d.Stage, card.Stage } }, new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.ExtraSmall });

    private void Close() => Dispatcher.Dispatch(new CardToggled(IsOpen: false));

    /// <summary>What of an open appeal its card shows.</summary>
    public sealed record CardSlice(AppealCard? Card, LoadPhase Phase);
}
