using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>The strip above the composer. Reads the client's words in memory; the database is asked only when they name something else than before, or the appeal changed.</summary>
public sealed partial class DeviceStrip
{
    private DeviceStripView? view;
    private WordsOfClient words = WordsOfClient.None;
    private bool isDue = true;
    private bool isKeeping;
    private bool isFailed;
    private int load;

    [Inject] private RecogniserDirectory Recognisers { get; set; } = null!;

    [Inject] private CardCatalogues Catalogues { get; set; } = null!;

    [Inject] private StripQueries Queries { get; set; } = null!;

    [Inject] private DeviceActions Actions { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private ILogger<DeviceStrip> Logger { get; set; } = null!;

    // A device alone is in the card already; a strip is worth its place with a price, a question to the operator, or something to keep.
    private bool Says => view is { ToKeep: not null } or { Offers.Count: > 0 } or { Repair: not null } || Trouble is not null;

    private string What => string.Join(" · ", new[] { view?.Model ?? view?.Brand, view?.Repair }.Where(w => w is not null));

    private string? Trouble => words switch
    {
        { Device: DeviceFinding.TwoDevices } when view?.Model is null => Texts.TwoDevices,
        { Device: DeviceFinding.UnknownModel } when view?.Model is null => Texts.UnknownModel,
        { Repair: RepairFinding.TwoTypes } when view?.Repair is null => Texts.TwoRepairs,
        _ => null,
    };

    protected override StripSlice Select(AppealState state)
    {
        var last = state.Messages.LastOrDefault(m => m.Type == MessageTypes.Client);
        return new StripSlice(
            state.Phase == LoadPhase.Ready && state.Card is not null ? state.AppealId : null, last?.Id, last?.EditedAt, last?.DeletedAt,
            state.Card?.Facts, state.Composer is { Bar: null, IsNote: false }, state.Catalogue);
    }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _ = LoadAsync();
    }

    protected override void OnSliceChanged(StripSlice before)
    {
        if (before.AppealId != Slice.AppealId) (view, words, isFailed, isKeeping) = (null, WordsOfClient.None, false, false);
        if (before with { CanInsert = Slice.CanInsert } == Slice) return;
        isDue |= (before.AppealId, before.Facts, before.Catalogue) != (Slice.AppealId, Slice.Facts, Slice.Catalogue);
        _ = LoadAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        load++;
    }

    // A read that is due stays so until one of this appeal has succeeded, however many newer looks take its place.
    private async Task LoadAsync()
    {
        var mine = ++load;
        if (Slice is not { AppealId: { } appeal, Facts: { } facts } || Operator.Identity.TenantId is not { } tenant) return;
        try
        {
            var found = WordsOfClient.In(Store.State.Messages, await Recognisers.OfAsync(tenant, CancellationToken.None));
            if (mine != load || (!isDue && found == words)) return;
            var read = await Queries.ReadAsync(facts, found, await Catalogues.OfAsync(tenant, CancellationToken.None), CancellationToken.None);
            if (mine != load) return;
            (view, words, isDue) = (read, found, false);
            StateHasChanged();
        }
        catch (Exception exception)
        {
            // Without a strip one can answer as well; it stays due, and the next message tries again.
            isDue |= mine == load;
            AppealLog.NotRead(Logger, exception, appeal);
        }
    }

    // Of the appeal that was on screen at the press, whatever is being opened meanwhile.
    private async Task KeepAsync(Guid appeal, FoundDevice found)
    {
        (isKeeping, isFailed) = (true, false);
        try
        {
            await Actions.KeepAsync(appeal, found, CancellationToken.None);
            // The card has it with the next live batch, and the strip is read anew with the card.
            if (Slice.AppealId == appeal && view is not null) view = view with { ToKeep = null };
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(Logger, exception, appeal);
            isFailed = Slice.AppealId == appeal;
        }
        finally
        {
            isKeeping = false;
        }
    }

    /// <summary>What of an open appeal decides what the strip shows.</summary>
    public sealed record StripSlice(
        Guid? AppealId, Guid? LastId, DateTimeOffset? EditedAt, DateTimeOffset? DeletedAt, CardFacts? Facts, bool CanInsert, int Catalogue);
}
