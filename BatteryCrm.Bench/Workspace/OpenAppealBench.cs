using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Inbox;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Bench.Workspace;

/// <summary>
/// <c>open_appeal_p95</c>: from "open this appeal" of 200 messages to card, newest messages, channels, draft and price in the page's state, by an operator who goes from one to the next.
/// <c>open_appeal_growth</c>: the same, with a tenth of the appeals beside it.
/// </summary>
internal static class OpenAppealBench
{
    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        await using var full = await Desk.OpenAsync(server, Scale.Full);
        await using var tenth = wanted.Contains("open_appeal_growth") ? await Desk.OpenAsync(server, Scale.Tenth) : null;
        var (open, kinds) = (new List<Circuit>(), new List<Deeds> { });
        kinds.Add(await OfAsync(full, Scale.Full, open));
        if (tenth is not null) kinds.Add(await OfAsync(tenth, Scale.Tenth, open));

        var p95 = await Samples.TakeAsync("open_appeal", [.. kinds]);
        foreach (var circuit in open) await circuit.DisposeAsync();
        yield return new Measurement("open_appeal_p95", p95[0], "ms");
        if (tenth is not null) yield return new Measurement("open_appeal_growth", p95[0], "ms", p95[1]);
    }

    private static async Task<Deeds> OfAsync(Desk desk, Scale scale, List<Circuit> open)
    {
        var seats = (await desk.SeatsAsync()).DistinctBy(s => s.Tenant).ToDictionary(s => s.Tenant);
        var appeals = await desk.ReadAsync(
            $"select tenant_id, appeal_id from appeal_activity where client_messages + our_messages > {Scale.LongMessages * 4 / 5} order by appeal_id", r => (Tenant: r.GetGuid(0), Appeal: r.GetGuid(1)));
        var circuits = seats.ToDictionary(s => s.Key, s => desk.Open(s.Value));
        open.AddRange(circuits.Values);
        // The inbox stands around it: what it has read, an appeal need not.
        foreach (var (tenant, own) in circuits)
            await own.RunAsync(circuit => Circuit.DispatchAsync<InboxState>(circuit, new InboxOpened(seats[tenant].Operator, QueueTab.Waiting), s => s.Queue.Phase == LoadPhase.Ready));

        new Random(2).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(appeals));
        return new Deeds(
            $"one of {appeals.Count} long ones of {scale.Appeals:N0} appeals",
            [.. Enumerable.Range(0, Samples.Count).Select(i => appeals[i % appeals.Count]).Select(a => Opening(circuits[a.Tenant], a.Tenant, a.Appeal))]);
    }

    private static Func<Task<double>> Opening(Circuit own, Guid tenant, Guid appeal) => () => own.RunAsync(async circuit =>
    {
        // Kept by the node, for all its consoles.
        var recogniser = await circuit.GetRequiredService<RecogniserDirectory>().OfAsync(tenant, CancellationToken.None);
        var catalogue = await circuit.GetRequiredService<CardCatalogues>().OfAsync(tenant, CancellationToken.None);
        circuit.GetRequiredService<ActionDispatcher>().Dispatch(new AppealOpened(AppealId: null));
        AppealState? state = null;
        var time = await Circuit.TimeAsync(async () =>
        {
            state = await Circuit.DispatchAsync<AppealState>(circuit, new AppealOpened(appeal), s => s.Phase is LoadPhase.Ready or LoadPhase.Failed);
            if (state.Card is { } card) await circuit.GetRequiredService<StripQueries>().ReadAsync(card.Facts, WordsOfClient.In(state.Messages, recogniser), catalogue, CancellationToken.None);
        });
        return state is { Messages.Count: AppealQueries.PageSize, HasOlder: true, Composer.Channels.Count: > 0 } ? time : throw new BenchFailedException("A long appeal was to be read, and was not.");
    });
}
