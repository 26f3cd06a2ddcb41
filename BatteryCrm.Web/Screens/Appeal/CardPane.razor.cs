using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal.Fields;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What stands beside the conversation. Which fields, in which order and for which deal type is the tenant's to say (<see cref="CardCatalogue"/>).</summary>
public sealed partial class CardPane
{
    // These have places of their own in the card: the stepper, the heading (which is always there, as in the conversation), a number that can be called.
    private static readonly HashSet<string> Placed = new(StringComparer.Ordinal) { "appeal.stage", "client.name", "client.phone" };

    private CardCatalogue? catalogue;
    private bool isFailed;
    private int load;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private CardCatalogues Catalogues { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private ILogger<CardPane> Logger { get; set; } = null!;

    protected override CardSlice Select(AppealState state) => new(state.Card, state.Phase);

    protected override Task OnInitializedAsync() => LoadAsync();

    // A card that is read anew may be so since its catalogue changed: asked again, it costs nothing while nothing has.
    protected override void OnSliceChanged(CardSlice before) => _ = LoadAsync();

    private static int? StepOf(string stage) => Stages.Way.ToList().IndexOf(stage) is >= 0 and var at ? at + 1 : null;

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

    private bool IsShown(CardParameter parameter, AppealCard card) =>
        !Placed.Contains(parameter.SourceField) && (CardFields.Of(parameter.SourceField) is not null || FieldText.Of(parameter, card, Zone) is not null);

    private bool Shows(string group, AppealCard card) => catalogue?.Shown(card.Facts).Any(p => p.Group == group && IsShown(p, card)) is true;

    // Until the catalogue is read nothing is known to be hidden.
    private bool Shows(CardPlace place, AppealCard card) => catalogue is null || ParameterOf(place, card) is not null;

    private CardParameter? ParameterOf(CardPlace place, AppealCard card) =>
        catalogue?.Shown(card.Facts).FirstOrDefault(p => p.SourceField == (place == CardPlace.Stage ? "appeal.stage" : "client.phone"));

    private Task<IDialogReference> MoveAsync(AppealCard card) => Dialogs.ShowAsync<StageDialog>(
        null, new DialogParameters<StageDialog> { { d => d.AppealId, card.AppealId }, { d => d.Stage, card.Stage } }, new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.ExtraSmall });

    private void Close() => Dispatcher.Dispatch(new CardToggled(IsOpen: false));

    /// <summary>Parameters with a look of their own.</summary>
    private enum CardPlace
    {
        Stage,
        Phone,
    }

    /// <summary>What of an open appeal its card shows.</summary>
    public sealed record CardSlice(AppealCard? Card, LoadPhase Phase);
}
