using BatteryCrm.Web.Parts.Cards;
using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Screens.Appeal.Fields;

/// <summary>A field while somebody writes it.</summary>
public sealed partial class FieldEditor
{
    /// <summary>Options on screen: who has more types on.</summary>
    private const int Most = 50;

    private static readonly IReadOnlyList<string> PartOwners = ["ours", "client"];
    private string? before;
    private string typed = string.Empty;
    private string? trouble;

    /// <summary>What was typed to find an option; null before the first letter.</summary>
    private string? words;
    private bool isKeeping;

    /// <summary>What another hand wrote here meanwhile; null while nobody did.</summary>
    private Written? theirs;

    /// <summary>The other source that waits for its reason; null while none does.</summary>
    private Written? asked;
    private string reason = string.Empty;

    /// <summary>What this operator would write; null before the first try.</summary>
    private Written? mine;

    [Parameter, EditorRequired] public AppealCard Card { get; set; } = null!;

    [Parameter, EditorRequired] public CardField Field { get; set; }

    [Parameter, EditorRequired] public string Label { get; set; } = string.Empty;

    [Parameter, EditorRequired] public CardCatalogue Catalogue { get; set; } = null!;

    /// <summary>Kept, or left as it was.</summary>
    [Parameter, EditorRequired] public EventCallback OnClosed { get; set; }

    [Inject] private ActionDispatcher Dispatcher { get; set; } = null!;

    [Inject] private FieldActions Actions { get; set; } = null!;

    [Inject] private ILogger<FieldEditor> Logger { get; set; } = null!;

    private bool IsPicked => Field is not (CardField.Cost or CardField.Time or CardField.Problem);

    private IReadOnlyList<CardOption> Options =>
        Field == CardField.PartsOwner ? [.. PartOwners.Select(o => new CardOption(o, FieldText.PartsOf(o)!, null, []))] : Catalogue.OptionsOf(Field, Card.Facts);

    // An archived row can stand in the appeal and is no option any more: then nothing is picked yet.
    private CardOption? Current => Options.FirstOrDefault(o => o.Value == before);

    protected override void OnInitialized()
    {
        before = Card.Facts.ValueOf(Field);
        typed = Field switch
        {
            CardField.Cost => Card.Facts.Cost is { } sum ? MoneyText.Number(sum) : string.Empty,
            CardField.Time => Card.Facts.Minutes?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
            _ => Card.Facts.Problem ?? string.Empty,
        };
    }

    // Live: a colleague's value shows while this one is still being written.
    protected override void OnParametersSet()
    {
        if (!isKeeping && Card.Facts.ValueOf(Field) is var now && now != before) theirs = new Written(now);
    }

    private Task<IEnumerable<CardOption>> SearchAsync(string? text, CancellationToken cancellation) =>
        Task.FromResult(Current is { } now && text == FieldText.Of(now) ? Options : Field == CardField.PartsOwner ? Options : CardCatalogue.Find(Options, text));

    // Who types fast presses Enter while the list is still that of the letters before: what the words mean is picked then, never what stood first there.
    private async Task PickAsync(CardOption? option)
    {
        if (option is not null && !string.IsNullOrWhiteSpace(words))
        {
            var meant = (await SearchAsync(words, CancellationToken.None)).ToList();
            if (!meant.Contains(option)) option = meant.FirstOrDefault();
            if (option is null)
            {
                trouble = CardTexts.Nothing;
                return;
            }
        }

        await KeepAsync(option?.Value);
    }

    private void Heard(ChangeEventArgs e) => words = e.Value as string;

    private Task KeepTypedAsync()
    {
        if (isKeeping) return Task.CompletedTask;
        var text = typed.Trim();
        var value = text.Length == 0 ? null : Field switch
        {
            CardField.Cost => FieldText.Sum(text),
            CardField.Time => FieldText.Minutes(text),
            _ => text,
        };
        if (value is not null || text.Length == 0) return KeepAsync(value);
        trouble = Field == CardField.Cost ? CardTexts.NotASum : CardTexts.NotADuration;
        return Task.CompletedTask;
    }

    private Task WriteMineAsync(string? own, string? other)
    {
        before = other;
        return KeepAsync(own);
    }

    private async Task KeepAsync(string? value)
    {
        // Another source than the one that stands has a reason; it is required where marks had found it.
        if (Field == CardField.Source && before is not null && asked is null && value != before)
        {
            (asked, trouble) = (new Written(value), null);
            return;
        }

        (isKeeping, trouble) = (true, null);
        try
        {
            var result = await Actions.SetAsync(Card.AppealId, Field, before, value, CancellationToken.None, reason);
            switch (result.Outcome)
            {
                case FieldOutcome.Kept:
                    Dispatcher.Dispatch(new CardWanted(Card.AppealId));
                    await OnClosed.InvokeAsync();
                    break;
                case FieldOutcome.ReasonNeeded:
                    (asked, trouble) = (new Written(value), asked is null ? null : CardTexts.ReasonNeeded);
                    break;
                case FieldOutcome.WrittenMeanwhile:
                    (theirs, mine) = (new Written(result.Now), new Written(value));
                    break;
                default:
                    trouble = result.Outcome == FieldOutcome.NotAValue ? CardTexts.NotAValue : Texts.NotSaved;
                    break;
            }
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(Logger, exception, Card.AppealId);
            trouble = Texts.NotSaved;
        }
        finally
        {
            isKeeping = false;
        }
    }

    private Task OnKey(KeyboardEventArgs e) => e.Key == "Escape" ? OnClosed.InvokeAsync() : Task.CompletedTask;

    /// <summary>A value that somebody wrote; null inside = emptied.</summary>
    private sealed record Written(string? Value);
}
