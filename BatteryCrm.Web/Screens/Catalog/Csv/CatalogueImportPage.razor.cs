using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>A file into a catalogue, in three steps on one page: the file, what it would do, what it did. Until it is written all of it is held here and nowhere else.</summary>
public sealed partial class CatalogueImportPage
{
    private const int Piece = 256 * 1024;
    private readonly Guid id = Ids.New();
    private readonly CancellationTokenSource leaving = new();
    private CancellationToken left;
    private CatalogueKind? kind;
    private byte[] file = [];
    private string? fileName;
    private ImportPreview? preview;
    private ImportResult? result;
    private string? said;
    private string? trouble;
    private bool isBusy;

    // A browser tells of the same file once more only to a new field.
    private int attempts;

    [Parameter] public string? Slug { get; set; }

    [Inject] private CatalogueImport Import { get; set; } = null!;

    [Inject] private RefusedLines Refused { get; set; } = null!;

    [Inject] private CurrentTenant Tenant { get; set; } = null!;

    [Inject] private ILogger<CatalogueImportPage> Logger { get; set; } = null!;

    private static IReadOnlyList<string> StepNames => [SheetTexts.StepFile, SheetTexts.StepPreview, SheetTexts.StepResult];

    private static IEnumerable<(string Sign, string Name)> Separators => [(";", SheetTexts.Semicolon), (",", SheetTexts.Comma), ("\t", SheetTexts.Tab)];

    private int Step => result is not null ? 2 : preview is not null ? 1 : 0;

    public void Dispose()
    {
        Refused.Drop(id);
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override void OnInitialized() => left = leaving.Token;

    protected override void OnParametersSet()
    {
        var found = CatalogueKinds.Find(Slug) is { IsReadOnly: false } known ? known : null;
        if (found == kind) return;
        kind = found;
        StartAnew();
    }

    private static string EncodingOf(string encoding) => encoding switch
    {
        ImportEncodings.Windows1251 => SheetTexts.Windows1251,
        ImportEncodings.Utf16 => "UTF-16",
        _ => "UTF-8",
    };

    private Task ChosenAsync(InputFileChangeEventArgs args) => DoAsync(async () =>
    {
        var of = kind;
        (fileName, file) = (args.File.Name, []);
        if (args.File.Size > CatalogueSheet.MaxBytes)
        {
            trouble = SheetTexts.TooLarge;
            return;
        }

        await using var content = args.File.OpenReadStream(CatalogueSheet.MaxBytes, left);
        var read = new byte[args.File.Size];
        for (var at = 0; at < read.Length;)
        {
            var got = await content.ReadAsync(read.AsMemory(at, Math.Min(Piece, read.Length - at)), left);
            if (got == 0) break;
            at += got;
            Say(CatalogueText.With(SheetTexts.Reading, (at * 100L / read.Length).ToString(CultureInfo.CurrentCulture)));
        }

        if (of != kind) return;
        file = read;
        await CompareAsync(null, null);
    });

    private Task LookAsync(string encoding, string separator) => DoAsync(() => CompareAsync(encoding, separator));

    // Away from the circuit: meanwhile the page answers.
    private async Task CompareAsync(string? encoding, string? separator)
    {
        Say(SheetTexts.Comparing);
        var (of, bytes) = (kind!, file);
        var (seen, problem) = await Task.Run(
            async () =>
            {
                var (sheet, wrong) = await CatalogueSheet.ReadAsync(of, bytes, encoding, separator, left);
                return (sheet is null ? null : await Import.PreviewAsync(of, sheet, left), wrong);
            },
            left);
        if (left.IsCancellationRequested || of != kind) return;
        if (seen is not null)
        {
            preview = seen;
            Refused.Keep(id, Tenant.Id!.Value, seen);
        }

        trouble = problem switch
        {
            null => null,
            SheetProblem.Empty => SheetTexts.Empty,
            SheetProblem.TooLarge => SheetTexts.TooLarge,
            SheetProblem.TooMany => SheetTexts.TooMany,
            SheetProblem.Workbook => SheetTexts.Workbook,
            SheetProblem.Broken => SheetTexts.Broken,
            SheetProblem.Doubled => SheetTexts.Doubled,
            _ => SheetTexts.NoColumns,
        };
    }

    private Task WriteAsync() => DoAsync(async () =>
    {
        if (preview is not { } shown) return;
        Say(SheetTexts.Writing);

        // Who leaves now has it written as well: it is one transaction.
        var written = await Task.Run(() => Import.ApplyAsync(shown, CancellationToken.None));
        if (shown.Kind != kind) return;
        if (written.Outcome == CatalogueOutcome.Done)
        {
            StartAnew();
            result = written;
        }
        else trouble = CatalogueText.Of(written.Outcome);
    });

    private void StartAnew()
    {
        (preview, result, file, fileName, trouble) = (null, null, [], null, null);
        Refused.Drop(id);
    }

    private void Say(string words)
    {
        said = words;
        StateHasChanged();
    }

    private async Task DoAsync(Func<Task> deed)
    {
        if (isBusy) return;
        (isBusy, trouble) = (true, null);
        try
        {
            await deed();
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
        catch (Exception exception)
        {
            CatalogueLog.NotWritten(Logger, exception, Slug ?? string.Empty);
            trouble = SheetTexts.Failed;
        }
        finally
        {
            (isBusy, said) = (false, null);
            if (trouble is not null) attempts++;
        }
    }
}
