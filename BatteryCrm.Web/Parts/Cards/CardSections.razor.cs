using BatteryCrm.Data.Appeals;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>What stands beside the conversation. Which fields, in which order and for which deal type is the tenant's to say (<see cref="CardCatalogue"/>).</summary>
public sealed partial class CardSections
{
    [Parameter, EditorRequired] public AppealCard Card { get; set; } = null!;

    /// <summary>Null until it is read: then nothing is known to be hidden, and of the fields only those of each appeal are there.</summary>
    [Parameter, EditorRequired] public CardCatalogue? Catalogue { get; set; }

    /// <summary>How a field is written; without it the card is only read.</summary>
    [Parameter] public RenderFragment<OpenField>? Editor { get; set; }

    /// <summary>Beside the name.</summary>
    [Parameter] public RenderFragment? Closing { get; set; }

    [Parameter] public RenderFragment? UnderName { get; set; }

    [Parameter] public RenderFragment? UnderStage { get; set; }

    [Parameter] public RenderFragment? UnderAppeal { get; set; }

    [Parameter] public RenderFragment? UnderClient { get; set; }

    [Inject] private TenantZone Zone { get; set; } = null!;

    private static int? StepOf(string stage) => Stages.Way.ToList().IndexOf(stage) is >= 0 and var at ? at + 1 : null;

    private bool IsShown(CardParameter parameter) =>
        !CardSources.Placed.Contains(parameter.SourceField) && (CardFields.Of(parameter.SourceField) is not null || FieldText.Of(parameter, Card, Zone) is not null);

    private bool Shows(string group) => Catalogue?.Shown(Card.Facts).Any(p => p.Group == group && IsShown(p)) is true;

    // Until the catalogue is read nothing is known to be hidden.
    private bool Shows(CardPlace place) => Catalogue is null || ParameterOf(place) is not null;

    private CardParameter? ParameterOf(CardPlace place) =>
        Catalogue?.Shown(Card.Facts).FirstOrDefault(p => p.SourceField == (place == CardPlace.Stage ? "appeal.stage" : "client.phone"));

    /// <summary>Parameters with a look of their own.</summary>
    private enum CardPlace
    {
        Stage,
        Phone,
    }
}
