using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>One cell of the price table with all that is known of it. What somebody typed is never overwritten by what comes in.</summary>
public sealed partial class PricePane
{
    private readonly Dictionary<string, string?> typed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);

    // Fields that somebody typed into and that are not written yet.
    private readonly HashSet<string> touched = new(StringComparer.Ordinal);
    private PriceMatrix? read;
    private CellDetails? details;
    private CellValues? seen;
    private string? from;
    private string? said;
    private string? trouble;
    private bool isFailed;
    private bool isBusy;
    private bool isWarned;

    [Parameter, EditorRequired] public PriceDesk Desk { get; set; } = null!;

    [Parameter, EditorRequired] public PriceRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public PriceColumn Column { get; set; } = null!;

    /// <summary>Something was written: the table is to be drawn anew.</summary>
    [Parameter] public EventCallback OnWritten { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private PricesQueries Queries { get; set; } = null!;

    [Inject] private PricePlans Plans { get; set; } = null!;

    [Inject] private ILogger<PricePane> Logger { get; set; } = null!;

    /// <summary>Something was typed that is not written yet.</summary>
    public bool IsTyped => touched.Count > 0;

    private CellPlace Place => new(Row.Key, Column.Key);

    private CellTrouble? Trouble => Desk.Troubles.GetValueOrDefault(Place);

    private bool IsPlan => DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day > Plans.Today;

    /// <summary>Whether it may go away; what was typed and not saved is asked about once.</summary>
    public bool MayLeave()
    {
        if (!IsTyped || isWarned) return true;
        (isWarned, said, trouble) = (true, null, CatalogueTexts.UnsavedLeave);
        StateHasChanged();
        return false;
    }

    // Whoever still refers to it is asked nothing.
    public void Dispose() => touched.Clear();

    // The table was read anew: this cell is as well.
    protected override Task OnParametersSetAsync() => read == Desk.Matrix ? Task.CompletedTask : ReadAsync(isOwn: false);

    /// <param name="isOwn">This person changed the cell just now: what stands there is what was seen.</param>
    private async Task ReadAsync(bool isOwn)
    {
        read = Desk.Matrix;
        try
        {
            details = await Queries.DetailsAsync(Row, Column, default);
            isFailed = false;
            if (isOwn || !IsTyped) Show();
        }
        catch (Exception exception)
        {
            CatalogueLog.NotRead(Logger, exception, "services");
            isFailed = details is null;
        }

        StateHasChanged();
    }

    private void Show()
    {
        var cell = Desk.Matrix.Cell(Row, Column);
        seen = cell.Own?.Values;
        Put("price_rub", seen is null ? null : PriceDesk.Plain(seen.PriceRub).Replace('.', ','));
        Put("labour_rub", seen?.LabourRub is { } labour ? PriceDesk.Plain(labour).Replace('.', ',') : null);
        Put("duration_minutes", (cell.Shown?.Minutes ?? Column.Minutes).ToString(CultureInfo.InvariantCulture));
        if (!touched.Contains("from")) from = null;
        if (!IsTyped) problems.Clear();
    }

    private void Put(string column, string? value)
    {
        if (!touched.Contains(column)) typed[column] = value;
    }

    private void Type(string column, string? value)
    {
        typed[column] = value;
        Touch(column);
    }

    private void SetFrom(string? value)
    {
        from = value;
        Touch("from");
    }

    private void Touch(string field)
    {
        touched.Add(field);
        (isWarned, said, trouble) = (false, null, null);
        problems.Remove(field);
    }

    private Task SaveAsync()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        problems.Clear();
        foreach (var column in (string[])["price_rub", "labour_rub", "duration_minutes"])
        {
            if (!PriceActions.Services.Field(column).TryParse(typed.GetValueOrDefault(column), out var value)) problems[column] = CatalogueTexts.ProblemWrong;
            else if (value is null && column != "labour_rub") problems[column] = CatalogueTexts.ProblemEmpty;
            else if (value?[0] == '-') problems[column] = CatalogueTexts.ProblemNegative;
            values[column] = value;
        }

        if (from is { Length: > 0 } && (!DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day < Plans.Today)) problems["from"] = PriceTexts.PlanPast;
        else if (IsPlan && seen is null) problems["from"] = PriceTexts.PlanNeedsPrice;
        else if (IsPlan && PricePlans.DropsLabour(seen?.LabourRub, values["labour_rub"] is not null)) problems.TryAdd("labour_rub", PriceTexts.PlanNeedsLabour);
        if (problems.Count > 0) return Task.CompletedTask;
        decimal? Number(string column) => values[column] is { } number ? decimal.Parse(number, CultureInfo.InvariantCulture) : null;
        var wanted = new CellValues(Number("price_rub")!.Value, Number("labour_rub"), (int)Number("duration_minutes")!.Value);
        return DoAsync(() => IsPlan ? PlanAsync(wanted) : Desk.WriteAsync([new CellWish(Row, Column, seen, wanted, WithRest: true)], default), Deed.Save);
    }

    private async Task PlanAsync(CellValues wanted)
    {
        var day = DateOnly.ParseExact(from!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var result = details?.Service is { } service ? await Plans.PlanAsync(Guid.Parse(service.Id), day, seen!, wanted, default) : new PlanResult(PlanOutcome.Gone);
        if (result is { Outcome: PlanOutcome.Done, Change: { } change }) Desk.Did(change, CatalogueText.With(PriceTexts.Planned, MoneyText.Of(wanted.PriceRub), PriceText.Day(day, Plans.Today)));
        else trouble = PriceText.Of(result, day, Plans.Today);
    }

    private Task WithdrawAsync(Guid id) => DoAsync(
        async () =>
        {
            var outcome = await Plans.WithdrawAsync(id, default);
            if (outcome == PlanOutcome.Done) said = PriceTexts.Withdrawn;
            else trouble = PriceText.Of(new PlanResult(outcome), default, Plans.Today);
        },
        Deed.Beside);

    private Task ChangeAsync(CellValues? before, CellValues? wanted) => DoAsync(() => Desk.WriteAsync([new CellWish(Row, Column, before, wanted, WithRest: wanted is not null)], default), Deed.Cell);

    // A price that was typed in the table is none of what was typed here.
    private Task KeepMineAsync(CellConflict conflict) => DoAsync(() => Desk.KeepMineAsync(conflict, default), conflict.Wish.WithRest ? Deed.Save : Deed.Cell);

    private Task TakeTheirsAsync()
    {
        Desk.Forget(Place);
        touched.Clear();
        return AgainAsync(isOwn: true);
    }

    private async Task DoAsync(Func<Task> deed, Deed kind)
    {
        if (isBusy) return;
        (isBusy, isWarned, said, trouble) = (true, false, null, null);
        var isDone = false;
        try
        {
            await deed();
            // What was refused stays as it was typed.
            isDone = trouble is null && Trouble is null;
            if (isDone && kind == Deed.Save) touched.Clear();
        }
        catch (Exception exception)
        {
            CatalogueLog.NotWritten(Logger, exception, "services");
            trouble = CatalogueTexts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }

        if (trouble is null) await AgainAsync(isDone && kind != Deed.Beside);
    }

    private async Task AgainAsync(bool isOwn)
    {
        await ReadAsync(isOwn);
        await OnWritten.InvokeAsync();
    }

    private async Task UndoneAsync((CatalogueResult Result, string Done) what)
    {
        said = what.Result.IsDone ? what.Done : null;
        trouble = what.Result.IsDone ? null : CatalogueText.Of(what.Result.Outcome) ?? CatalogueTexts.ChangedMeanwhile;
        await Desk.LoadAsync(Desk.View, default);
        await AgainAsync(what.Result.IsDone);
    }

    private string? NameOf(CatalogueField field, string id) => field.To switch
    {
        "brands" => Desk.Matrix.Brands.Where(b => b.Id.ToString() == id).Select(b => b.Name).FirstOrDefault(),
        "repair-types" => Desk.Matrix.Repairs.Where(r => r.Id.ToString() == id).Select(r => r.Name).FirstOrDefault(),
        _ => Row.ModelId?.ToString() == id ? Row.Name : null,
    };

    private static string Of(CellValues? values, bool withRest) => values is null ? PriceTexts.None
        : withRest ? string.Join(" · ", new[] { MoneyText.Of(values.PriceRub), MoneyText.OfMinutes(values.Minutes), values.LabourRub is { } labour ? CatalogueText.With(PriceTexts.LabourOf, MoneyText.Of(labour)) : null }.OfType<string>())
        : MoneyText.Of(values.PriceRub);

    /// <summary>What a deed is of what is typed here.</summary>
    private enum Deed
    {
        /// <summary>It writes what is typed.</summary>
        Save,

        /// <summary>It changes the cell; what is typed stays, over what stands there now.</summary>
        Cell,

        /// <summary>It changes nothing of the cell.</summary>
        Beside,
    }
}
