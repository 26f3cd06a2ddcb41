using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Operators;

/// <summary>What an admin does with one of his people. What takes something away is asked for first, and says what will happen.</summary>
public sealed partial class OperatorEditor
{
    private OperatorFields before = null!;
    private OperatorFields fields = null!;
    private OperatorOutcome? link;
    private Deed? asked;
    private int held;
    private bool isBusy;
    private string? said;
    private string? trouble;

    private enum Deed
    {
        Link,
        SecondFactor,
        Off,
        On,
    }

    [Parameter, EditorRequired] public OperatorRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public IReadOnlyList<LocationOption> Locations { get; set; } = [];

    [Parameter, EditorRequired] public string Back { get; set; } = string.Empty;

    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] private OperatorActions Actions { get; set; } = null!;

    [Inject] private OperatorsQueries Queries { get; set; } = null!;

    [Inject] private CurrentOperator Me { get; set; } = null!;

    [Inject] private ILogger<OperatorEditor> Logger { get; set; } = null!;

    private bool IsDirty => fields != before;

    private string Question => asked == Deed.SecondFactor
        ? OperatorsTexts.AskFactor
        : $"{OperatorsTexts.AskOff} {(held == 0 ? OperatorsTexts.AskOffNothing : Plural.Of(held, OperatorsTexts.AskOffHeld))}";

    private string Yes => asked == Deed.SecondFactor ? ResetFactor : OperatorsTexts.SwitchOff;

    private string ResetFactor => Row switch
    {
        { Passkeys: 0 } => OperatorsTexts.ResetFactor,
        { HasTwoFactor: true } => OperatorsTexts.ResetBoth,
        _ => OperatorsTexts.ResetPasskeys,
    };

    private string Factors => $"{(Row.HasTwoFactor ? OperatorsTexts.FactorOn : OperatorsTexts.FactorOff)} {(Row.Passkeys == 0 ? OperatorsTexts.PasskeysNone : Plural.Of(Row.Passkeys, OperatorsTexts.PasskeysCount))}";

    // What somebody else saved meanwhile shows unless something is being edited here; then saving says that it changed.
    protected override void OnParametersSet()
    {
        if (before is null || !IsDirty) TakeUp();
    }

    private void TakeUp() => (before, fields, trouble) = (Row.Fields, Row.Fields, null);

    private void Edit(OperatorFields value) => (fields, said) = (value, null);

    private async Task AskAsync(Deed deed)
    {
        (said, trouble, link) = (null, null, null);
        try
        {
            if (deed == Deed.Off) held = await Queries.HeldAsync(Row.Id, CancellationToken.None);
            asked = deed;
        }
        catch (Exception exception)
        {
            OperatorsLog.NotSaved(Logger, exception, Row.Id);
            trouble = OperatorsTexts.NotSaved;
        }
    }

    private Task SaveAsync() => IsDirty ? RunAsync(() => Actions.SaveAsync(Row.Id, before, fields, CancellationToken.None), _ =>
    {
        before = fields;
        said = OperatorsTexts.Saved;
    }) : Task.CompletedTask;

    private Task DoAsync(Deed deed) => RunAsync(
        () => deed switch
        {
            Deed.Link => Actions.LinkAsync(Row.Id, CancellationToken.None),
            Deed.SecondFactor => Actions.ResetSecondFactorAsync(Row.Id, CancellationToken.None),
            Deed.Off => Actions.SwitchOffAsync(Row.Id, CancellationToken.None),
            _ => Actions.SwitchOnAsync(Row.Id, CancellationToken.None),
        },
        outcome =>
        {
            link = deed == Deed.Link ? outcome : null;
            said = deed switch
            {
                Deed.Link => null,
                Deed.SecondFactor => OperatorsTexts.FactorWasReset,
                Deed.Off => outcome.Freed == 0 ? OperatorsTexts.WasSwitchedOff : $"{OperatorsTexts.WasSwitchedOff} {Plural.Of(outcome.Freed, OperatorsTexts.WasFreed)}",
                _ => OperatorsTexts.WasSwitchedOn,
            };
        });

    private async Task RunAsync(Func<Task<OperatorOutcome>> deed, Action<OperatorOutcome> done)
    {
        if (isBusy) return;
        (isBusy, said, trouble, asked) = (true, null, null, null);
        try
        {
            var outcome = await deed();
            trouble = RefusalText.Of(outcome.Refusal);
            if (trouble is null) done(outcome);
        }
        catch (Exception exception)
        {
            OperatorsLog.NotSaved(Logger, exception, Row.Id);
            trouble = OperatorsTexts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }

        await OnChanged.InvokeAsync();
    }
}
