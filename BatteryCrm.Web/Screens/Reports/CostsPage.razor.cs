using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>What advertising cost, by source and day: typed one by one, or out of a file.</summary>
public sealed partial class CostsPage
{
    private const int LargestFile = 1024 * 1024;
    private const int MostProblems = 10;
    private IReadOnlyList<(Guid Id, string Name)> sources = [];
    private IReadOnlyList<CostRow>? rows;
    private LoadPhase phase;
    private DateOnly month;
    private Guid sourceId;
    private DateOnly day;
    private string amount = string.Empty;
    private bool isBusy;
    private string? trouble;
    private string? said;
    private List<string> problems = [];

    [Inject] private CostActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<CostsPage> Logger { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        await Zone.LoadAsync();
        day = DateOnly.FromDateTime(Zone.Local(Time.GetUtcNow()).DateTime);
        month = day.AddDays(1 - day.Day);
        await ReadAsync();
    }

    // What stands for this source and day; it is told when it is written over.
    private decimal? Seen => rows?.FirstOrDefault(r => r.SourceId == sourceId && r.Day == day)?.Amount;

    private async Task ReadAsync()
    {
        try
        {
            if (sources.Count == 0) sources = await Actions.SourcesAsync(CancellationToken.None);
            if (sourceId == Guid.Empty && sources.Count > 0) sourceId = sources[0].Id;
            rows = await Actions.ReadAsync(month, month.AddMonths(1).AddDays(-1), CancellationToken.None);
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            ReportsLog.CostsFailed(Logger, exception);
            phase = LoadPhase.Failed;
        }
    }

    private async Task MonthAsync(ChangeEventArgs e)
    {
        if (!DateOnly.TryParseExact($"{e.Value}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wanted)) return;
        month = wanted;
        await ReadAsync();
    }

    private async Task DayAsync(ChangeEventArgs e)
    {
        if (!DateOnly.TryParseExact(e.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var wanted)) return;
        if (wanted.AddDays(1 - wanted.Day) != month)
        {
            month = wanted.AddDays(1 - wanted.Day);
            await ReadAsync();
        }

        Pick(sourceId, wanted);
    }

    private void Pick(Guid source, DateOnly on)
    {
        (sourceId, day, trouble) = (source, on, null);
        amount = Seen is { } sum ? MoneyText.Number(sum) : string.Empty;
    }

    private async Task SaveAsync()
    {
        (trouble, said, problems) = (null, null, []);
        var sum = CostAmount.Of(amount);
        if (sum is null && (amount.Trim().Length > 0 || Seen is null))
        {
            trouble = CostAmount.IsUnclear(amount) ? ReportTexts.AmountUnclear.Replace("{0}", amount.Trim(), StringComparison.Ordinal) : ReportTexts.AmountWrong;
            return;
        }

        await DoAsync(async () =>
        {
            var written = await Actions.WriteAsync(sourceId, day, Seen, sum, CancellationToken.None);
            await ReadAsync();
            if (!written.IsConflict) said = sum is null ? ReportTexts.CostRemoved : ReportTexts.CostSaved;
            else trouble = ReportTexts.CostConflict.Replace("{0}", written.Meanwhile is { } other ? MoneyText.Of(other) : ReportText.Nothing, StringComparison.Ordinal).Replace("{1}", amount, StringComparison.Ordinal);
        });
    }

    private Task ReadFileAsync(InputFileChangeEventArgs e) => DoAsync(async () =>
    {
        (trouble, said, problems) = (null, null, []);
        if (e.File.Size > LargestFile)
        {
            problems = [ReportTexts.CostsFileLarge];
            return;
        }

        await using var stream = e.File.OpenReadStream(LargestFile);
        using var file = new MemoryStream();
        await stream.CopyToAsync(file);
        var read = await Actions.ImportAsync(file.ToArray(), CancellationToken.None);
        problems = [.. read.Problems.Take(MostProblems).Select(p => WordsOf(p.Line, p.Problem))];
        if (read.Problems.Count > MostProblems) problems.Add(ReportTexts.CostsFurther.Replace("{0}", (read.Problems.Count - MostProblems).ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal));
        if (read.Problems.Count == 0) said = read.Lines == 0 ? ReportTexts.CostsFileEmpty : Plural.Of(read.Lines, ReportTexts.CostsWritten);
        await ReadAsync();
    });

    private async Task DoAsync(Func<Task> deed)
    {
        if (isBusy) return;
        isBusy = true;
        try
        {
            await deed();
        }
        catch (Exception exception)
        {
            ReportsLog.CostsFailed(Logger, exception);
            trouble = ReportTexts.CostsFailed;
        }
        finally
        {
            isBusy = false;
        }
    }

    private static string WordsOf(int line, CostProblem problem) => (problem switch
    {
        CostProblem.Columns => ReportTexts.LineColumns,
        CostProblem.Day => ReportTexts.LineDay,
        CostProblem.Source => ReportTexts.LineSource,
        CostProblem.Amount => ReportTexts.LineAmount,
        CostProblem.AmountUnclear => ReportTexts.LineAmountUnclear,
        CostProblem.Twice => ReportTexts.LineTwice,
        CostProblem.Workbook => ReportTexts.CostsWorkbook,
        CostProblem.Broken => ReportTexts.CostsBroken,
        _ => ReportTexts.LinesTooMany,
    }).Replace("{0}", line.ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);
}
