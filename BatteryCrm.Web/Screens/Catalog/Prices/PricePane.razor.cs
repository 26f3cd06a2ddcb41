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
    private PriceMatrix? read;
    private CellDetails? details;
    private CellValues? seen;
    private string? from;
    private string? said;
    private string? trouble;
    private bool isFailed;
    private bool isBusy;
    private bool isTyped;

    [Parameter, EditorRequired] public PriceDesk Desk { get; set; } = null!;

    [Parameter, EditorRequired] public PriceRow Row { get; set; } = null!;

    [Parameter, EditorRequired] public PriceColumn Column { get; set; } = null!;

    /// <summary>Something was written: the table is to be drawn anew.</summary>
    [Parameter] public EventCallback OnWritten { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private PricesQueries Queries { get; set; } = null!;

    [Inject] private PricePlans Plans { get; set; } = null!;

    [Inject] private ILogger<PricePane> Logger { get; set; } = null!;

    private CellPlace Place => new(Row.Key, Column.Key);

    private CellTrouble? Trouble => Desk.Troubles.GetValueOrDefault(Place);

    private bool IsPlan => DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day > Plans.Today;

    // The table was read anew: this cell is as well.
    protected override Task OnParametersSetAsync() => read == Desk.Matrix ? Task.CompletedTask : ReadAsync();

    private async Task ReadAsync()
    {
        read = Desk.Matrix;
        try
        {
            details = await Queries.DetailsAsync(Row, Column, default);
            isFailed = false;
            if (!isTyped) Show();
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
        typed["price_rub"] = seen is null ? null : PriceDesk.Plain(seen.PriceRub).Replace('.', ',');
        typed["labour_rub"] = seen?.LabourRub is { } labour ? PriceDesk.Plain(labour).Replace('.', ',') : null;
        typed["duration_minutes"] = (cell.Shown?.Minutes ?? Column.Minutes).ToString(CultureInfo.InvariantCulture);
        (from, isTyped) = (null, false);
        problems.Clear();
    }

    private void Type(string column, string? value)
    {
        typed[column] = value;
        (isTyped, said, trouble) = (true, null, null);
        problems.Remove(column);
    }

    private void SetFrom(string? value)
    {
        (from, said, trouble) = (value, null, null);
        problems.Remove("from");
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
        if (problems.Count > 0) return Task.CompletedTask;
        decimal? Number(string column) => values[column] is { } number ? decimal.Parse(number, CultureInfo.InvariantCulture) : null;
        var wanted = new CellValues(Number("price_rub")!.Value, Number("labour_rub"), (int)Number("duration_minutes")!.Value);
        return DoAsync(() => IsPlan ? PlanAsync(wanted) : Desk.WriteAsync([new CellWish(Row, Column, seen, wanted, WithRest: true)], default));
    }

    private async Task PlanAsync(CellValues wanted)
    {
        var day = DateOnly.ParseExact(from!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var result = details?.Service is { } service ? await Plans.PlanAsync(Guid.Parse(service.Id), day, seen!, wanted, default) : new PlanResult(PlanOutcome.Gone);
        if (result is { Outcome: PlanOutcome.Done, Change: { } change }) Desk.Did(change, CatalogueText.With(PriceTexts.Planned, MoneyText.Of(wanted.PriceRub), PriceText.Day(day, Plans.Today)));
        else trouble = PriceText.Of(result, day, Plans.Today);
    }

    private async Task WithdrawAsync(Guid id)
    {
        var outcome = await Plans.WithdrawAsync(id, default);
        if (outcome == PlanOutcome.Done) said = PriceTexts.Withdrawn;
        else trouble = PriceText.Of(new PlanResult(outcome), default, Plans.Today);
    }

    private Task TakeTheirsAsync()
    {
        Desk.Forget(Place);
        isTyped = false;
        return AgainAsync();
    }

    private async Task DoAsync(Func<Task> deed)
    {
        if (isBusy) return;
        (isBusy, said, trouble) = (true, null, null);
        try
        {
            await deed();
            // What was refused stays as it was typed.
            if (trouble is null && Trouble is null) isTyped = false;
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

        if (trouble is null) await AgainAsync();
    }

    private async Task AgainAsync()
    {
        await ReadAsync();
        await OnWritten.InvokeAsync();
    }

    private async Task UndoneAsync((CatalogueResult Result, string Done) what)
    {
        said = what.Result.IsDone ? what.Done : null;
        trouble = what.Result.IsDone ? null : CatalogueText.Of(what.Result.Outcome) ?? CatalogueTexts.ChangedMeanwhile;
        isTyped = false;
        await Desk.LoadAsync(Desk.View, default);
        await AgainAsync();
    }

    private string? NameOf(CatalogueField field, string id) => field.To switch
    {
        "brands" => Desk.Matrix.Brands.Where(b => b.Id.ToString() == id).Select(b => b.Name).FirstOrDefault(),
        "repair-types" => Desk.Matrix.Repairs.Where(r => r.Id.ToString() == id).Select(r => r.Name).FirstOrDefault(),
        _ => Row.ModelId?.ToString() == id ? Row.Name : null,
    };

    private static CellValues? Archived(CellDetails known) => known.Service is { IsActive: false } was
        ? new CellValues(decimal.Parse(was["price_rub"]!, CultureInfo.InvariantCulture), was["labour_rub"] is { } labour ? decimal.Parse(labour, CultureInfo.InvariantCulture) : null, int.Parse(was["duration_minutes"]!, CultureInfo.InvariantCulture))
        : null;

    private static string Of(CellValues? values, bool withRest) => values is null ? PriceTexts.None
        : withRest ? string.Join(" · ", new[] { MoneyText.Of(values.PriceRub), MoneyText.OfMinutes(values.Minutes), values.LabourRub is { } labour ? CatalogueText.With(PriceTexts.LabourOf, MoneyText.Of(labour)) : null }.OfType<string>())
        : MoneyText.Of(values.PriceRub);

    // The latest first, each with the day from which the next holds; what did not change the sums is one line.
    private static List<(DatedPrice Price, DateOnly? Until)> Days(CellDetails known)
    {
        var days = new List<(DatedPrice, DateOnly?)>();
        DateOnly? until = null;
        for (var i = 0; i < known.Prices.Count; i++)
        {
            var price = known.Prices[i];
            if (price.AppliedAt is null)
            {
                days.Add((price, null));
                continue;
            }

            var isAgain = i + 1 < known.Prices.Count && known.Prices[i + 1] is { AppliedAt: not null } before && (before.PriceRub, before.LabourRub) == (price.PriceRub, price.LabourRub);
            if (isAgain) continue;
            days.Add((price, until));
            until = price.ValidFrom;
        }

        return days;
    }
}
