using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.People.Import;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Import;

/// <summary>Clients out of a file, in four steps on one page: the file, its columns, what will happen, what has happened and the way back.</summary>
public sealed partial class ImportPage
{
    private LoadPhase phase;
    private ImportView? view;
    private IReadOnlyList<ImportView> recent = [];
    private string? chosen;

    /// <summary>Null = a new one is begun.</summary>
    [Parameter] public Guid? Id { get; set; }

    /// <summary>Why the file was not taken.</summary>
    [SupplyParameterFromQuery] public string? Problem { get; set; }

    [Inject] private ImportDesk Desk { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<ImportPage> Logger { get; set; } = null!;

    private static IReadOnlyList<string> StepNames => [ImportTexts.StepFile, ImportTexts.StepColumns, ImportTexts.StepPreview, ImportTexts.StepResult];

    private int Step => Id is null ? 0 : view?.Import.State switch
    {
        ImportStates.Columns => 1,
        ImportStates.Reading or ImportStates.Ready => 2,
        _ => 3,
    };

    private string? UploadProblem => Problem switch
    {
        null => null,
        "tooLarge" => ImportTexts.TooLarge,
        "workbook" => ImportTexts.Workbook,
        "none" => ImportTexts.ChooseFirst,
        _ => ImportTexts.Empty,
    };

    // Browsers put a made-up folder before it.
    private static string? NameOf(string? path) => string.IsNullOrEmpty(path) ? null : path[(path.LastIndexOfAny(['\\', '/']) + 1)..];

    protected override Task OnParametersSetAsync() => ReadAsync();

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Events.Any(e => e.Kind == LiveKinds.ImportChanged && (Id is null || e.SubjectId == Id))) return;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        if (phase != LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            if (Id is { } id) view = await Desk.ReadAsync(id, CancellationToken.None);
            else (view, recent) = (null, await Desk.RecentAsync(CancellationToken.None));
            phase = LoadPhase.Ready;
        }
        catch (Exception exception)
        {
            ImportPageLog.Failed(Logger, exception, Id);
            phase = LoadPhase.Failed;
        }
    }
}

internal static partial class ImportPageLog
{
    [LoggerMessage(EventId = 5871, Level = LogLevel.Warning, Message = "Import {ImportId} could not be read or changed")]
    public static partial void Failed(ILogger logger, Exception exception, Guid? importId);
}
