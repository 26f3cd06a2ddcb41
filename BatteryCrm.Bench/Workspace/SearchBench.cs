using System.Runtime.InteropServices;
using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Web.Screens.Search;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Bench.Workspace;

/// <summary>
/// <c>search_text_p95</c>: all that the search of the console reads for a text, over five million messages: a rare word, a common one, two words; the slowest kind's p95.
/// <c>search_phone_p95</c>: the same for a telephone number, whole or its end.
/// </summary>
internal static class SearchBench
{
    // By their place among all words: the common ones stand in a tenth of all messages, those beside them in one of a hundred to one of a thousand.
    private const int Common = 30;
    private const int Beside = 1000;

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        await using var desk = await Desk.OpenAsync(server, Scale.Full);
        var tenants = (await desk.SeatsAsync()).DistinctBy(s => s.Tenant).ToList();
        if (wanted.Contains("search_text_p95"))
        {
            var (words, random) = (Vocabulary.Russian, new Random(3));
            string AnyCommon() => words.Words[random.Next(Common)];
            Deeds Of(string kind, Func<string> text) => new(kind, [.. Enumerable.Range(0, Samples.Count).Select(_ => Search(desk, tenants[random.Next(tenants.Count)], text()))]);
            var p95 = await Samples.TakeAsync("search_text",
                Of("a rare word", () => words.Rare[random.Next(words.Rare.Count)]), Of("a common word", AnyCommon), Of("two words", () => $"{AnyCommon()} {words.Words[random.Next(Common, Beside)]}"));
            yield return new Measurement("search_text_p95", p95.Max(), "ms");
        }

        if (wanted.Contains("search_phone_p95"))
        {
            var seats = tenants.ToDictionary(t => t.Tenant);
            var phones = await desk.ReadAsync(
                $"select tenant_id, phone from clients tablesample bernoulli (1) repeatable (4) where phone is not null", r => (Seat: seats[r.GetGuid(0)], Number: r.GetString(1)));
            new Random(4).Shuffle(CollectionsMarshal.AsSpan(phones));
            Deeds Of(string kind, Func<string, string> typed) => new(kind, [.. phones.Take(Samples.Count).Select(p => Search(desk, p.Seat, typed(p.Number)))]);
            var p95 = await Samples.TakeAsync("search_phone",
                Of("a whole number", n => $"8 {n[2..5]} {n[5..8]}-{n[8..10]}-{n[10..]}"), Of("its last four digits", n => n[^4..]));
            yield return new Measurement("search_phone_p95", p95.Max(), "ms");
        }
    }

    private static Func<Task<double>> Search(Desk desk, Seat seat, string text) => async () =>
    {
        await using var own = desk.Open(seat);
        return await own.RunAsync(circuit => Circuit.TimeAsync(() => circuit.GetRequiredService<SearchQueries>().FindAsync(text, CancellationToken.None)));
    };
}
