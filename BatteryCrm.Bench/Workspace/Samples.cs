using System.Globalization;
using BatteryCrm.Bench.Live;

namespace BatteryCrm.Bench.Workspace;

/// <summary>Some things of one kind that operators do, each of which says how long it took, in milliseconds.</summary>
internal sealed record Deeds(string Kind, IReadOnlyList<Func<Task<double>>> Each);

/// <summary>
/// Takes delays on warm data: all is done once untimed, then timed, one after the other, the kinds in turns so that what the host does hits them alike. Of up to three rounds the quietest
/// counts, the first with hardly any stolen time ends it.
/// </summary>
internal static class Samples
{
    /// <summary>Of each kind.</summary>
    public const int Count = 300;

    private const int MostRounds = 3;

    /// <returns>The p95 of each kind, in milliseconds.</returns>
    public static async Task<IReadOnlyList<double>> TakeAsync(string bench, params Deeds[] kinds)
    {
        await RoundAsync(kinds);
        foreach (var kind in kinds)
        {
            using var statements = new ReadCount();
            await kind.Each[0]();
            await Say.LineAsync($"{bench}: {kind.Kind} takes {statements.Screens} statements");
        }

        var rounds = new List<(double Stolen, List<double[]> Delays)>();
        while (rounds.All(r => r.Stolen > StolenTime.Quiet) && rounds.Count < MostRounds)
        {
            GC.Collect();
            var stolen = new StolenTime();
            var delays = await RoundAsync(kinds);
            rounds.Add((stolen.Share, delays));
            for (var i = 0; i < kinds.Length; i++)
                await Say.LineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{bench}: {kinds[i].Kind}, {delays[i].Length} times: p50 {LiveRun.Percentile(delays[i], 0.5):0.0}, p95 {LiveRun.Percentile(delays[i], 0.95):0.0}, max {delays[i][^1]:0.0} ms; {stolen.Share:0.0%} of the processors stolen"));
        }

        return [.. rounds.MinBy(r => r.Stolen).Delays.Select(d => LiveRun.Percentile(d, 0.95))];
    }

    private static async Task<List<double[]>> RoundAsync(Deeds[] kinds)
    {
        var delays = kinds.Select(k => new double[k.Each.Count]).ToList();
        for (var i = 0; i < kinds[0].Each.Count; i++)
            for (var k = 0; k < kinds.Length; k++) delays[k][i] = await kinds[k].Each[i]();
        delays.ForEach(Array.Sort);
        return delays;
    }
}
