using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox;

namespace BatteryCrm.Bench.Workspace;

/// <summary>
/// <c>inbox_page_p95</c>: from "open the inbox" to the first page of "Без ответа" and the counters in the page's state: all that the screen reads for it, by a new circuit
/// each time. <c>inbox_page_growth</c>: the same, with a tenth of the appeals beside it.
/// </summary>
internal static class InboxPageBench
{
    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        await using var full = await Desk.OpenAsync(server, Scale.Full);
        await using var tenth = wanted.Contains("inbox_page_growth") ? await Desk.OpenAsync(server, Scale.Tenth) : null;
        var kinds = new List<Deeds> { await OfAsync(full, Scale.Full) };
        if (tenth is not null) kinds.Add(await OfAsync(tenth, Scale.Tenth));

        var p95 = await Samples.TakeAsync("inbox_page", [.. kinds]);
        yield return new Measurement("inbox_page_p95", p95[0], "ms");
        if (tenth is not null) yield return new Measurement("inbox_page_growth", p95[0], "ms", p95[1]);
    }

    private static async Task<Deeds> OfAsync(Desk desk, Scale scale)
    {
        var (seats, random) = (await desk.SeatsAsync(), new Random(1));
        return new Deeds($"the first page of {scale.Appeals:N0} appeals", [.. Enumerable.Range(0, Samples.Count).Select(_ => Opening(desk, seats[random.Next(seats.Count)]))]);
    }

    private static Func<Task<double>> Opening(Desk desk, Seat seat) => async () =>
    {
        await using var own = desk.Open(seat);
        return await own.RunAsync(async circuit =>
        {
            InboxState? state = null;
            var time = await Circuit.TimeAsync(async () => state = await Circuit.DispatchAsync<InboxState>(
                circuit, new InboxOpened(seat.Operator, QueueTab.Waiting), s => s.Queue.Phase == LoadPhase.Failed || s is { Queue.Phase: LoadPhase.Ready, Counts: not null }));
            return state is { Queue.Rows.Count: QueueState.PageSize, Counts.Waiting: > QueueState.PageSize } ? time : throw new BenchFailedException("A full page of the inbox was to be read, and was not.");
        });
    };
}
