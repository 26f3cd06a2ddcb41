using System.Globalization;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>Changes the prices of the rows that the table shows, after a preview.</summary>
public sealed partial class PriceBulkForm
{
    private static readonly int[] Steps = [10, 50, 100];
    private readonly HashSet<OfferScope> scopes = [OfferScope.Model];
    private List<BulkLine>? lines;
    private PriceWay way;
    private string value = string.Empty;
    private int step = 10;
    private string? from;
    private string? problem;
    private bool isBusy;

    [Parameter, EditorRequired] public PriceDesk Desk { get; set; } = null!;

    /// <summary>It was written, or refused: the desk says what became of it.</summary>
    [Parameter] public EventCallback OnDone { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private PriceBulk Bulk { get; set; } = null!;

    [Inject] private PricePlans Plans { get; set; } = null!;

    [Inject] private ILogger<PriceBulkForm> Logger { get; set; } = null!;

    // What is narrowed to some models does not mean what they share with others.
    private IEnumerable<(OfferScope Scope, string Words)> Scopes => new[]
    {
        (OfferScope.Model, PriceTexts.OfModels), (OfferScope.Brand, PriceTexts.OfBrands), (OfferScope.AnyDevice, PriceTexts.OfAny),
    }.Where(s => Desk.Matrix.Rows.Any(r => r.Scope == s.Item1));

    private string Narrowed => string.Join(" · ", new[]
    {
        Desk.View.BrandId is { } brand ? Desk.Matrix.Brands.Where(b => b.Id == brand).Select(b => b.Name).FirstOrDefault() : PriceTexts.AllBrands,
        Desk.View.RepairTypeId is { } repair ? Desk.Matrix.Repairs.Where(r => r.Id == repair).Select(r => r.Name).FirstOrDefault() : PriceTexts.AllRepairs,
        Desk.View.IsSearched ? $"«{Desk.View.Text}»" : null,
    }.OfType<string>());

    private DateOnly? Day => DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day != Plans.Today ? day : null;

    protected override void OnInitialized()
    {
        if (Desk.View.IsSearched) return;
        scopes.Add(OfferScope.Brand);
        scopes.Add(OfferScope.AnyDevice);
    }

    private void Toggle(OfferScope scope) => Change(() => _ = scopes.Remove(scope) || scopes.Add(scope));

    // What was shown is not what would be written any more.
    private void Change(Action how)
    {
        how();
        (lines, problem) = (null, null);
    }

    private Task PreviewAsync()
    {
        var isNumber = decimal.TryParse(value.Replace(',', '.').Replace("%", string.Empty, StringComparison.Ordinal).Replace("₽", string.Empty, StringComparison.Ordinal).Replace('−', '-').Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || Math.Abs(number) > 1_000_000 || (way is PriceWay.Set && number < 0) || (way is PriceWay.Percent && number < -100)) problem = CatalogueTexts.ProblemWrong;
        else if (Day is { } day && day < Plans.Today) problem = PriceTexts.PlanPast;
        else
        {
            return DoAsync(async () => lines = [.. await Bulk.PreviewAsync([.. Desk.Matrix.Rows.Where(r => scopes.Contains(r.Scope))], Desk.Matrix.Columns, new PriceShift(way, number, step), default)]);
        }

        return Task.CompletedTask;
    }

    private Task ApplyAsync() => DoAsync(async () =>
    {
        var result = await Bulk.ApplyAsync(lines!, Day, default);
        if (result.Outcome != PlanOutcome.Done)
        {
            problem = PriceText.Of(new PlanResult(result.Outcome), Day ?? Plans.Today, Plans.Today);
            return;
        }

        var left = result.Left.Count > 0 ? " " + CatalogueText.With(PriceTexts.LeftSincePreview, PriceText.Names(result.Left)) : null;
        var words = Plural.Of(result.Count, Day is null ? PriceTexts.Changed : PriceTexts.PlannedMany) + left;
        if (result.Change is { } change) Desk.Did(change, words);
        else Desk.Said = words;
        lines = null;
        await Desk.LoadAsync(Desk.View, default);
        await OnDone.InvokeAsync();
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (isBusy) return;
        (isBusy, problem) = (true, null);
        try
        {
            await deed();
        }
        catch (Exception exception)
        {
            CatalogueLog.NotWritten(Logger, exception, "services");
            problem = CatalogueTexts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }
    }
}
