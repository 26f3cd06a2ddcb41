using System.Text;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>
/// Two years of some shops: who came with what, and what was said, in the order of time, as intake would have written it. The same seed tells the same story.
/// </summary>
internal sealed class Story
{
    /// <summary>The moment at which nobody has written yet.</summary>
    public static readonly DateTimeOffset Opened = new(2024, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Span = TimeSpan.FromDays(730);
    private readonly Random random;

    public Story(IReadOnlyList<Shop> shops, Scale scale, int seed)
    {
        random = new Random(seed);
        var people = shops.Select(_ => new List<Person>()).ToList();
        var count = shops.Count * scale.OfTenant;
        Matters = new List<Matter>(count);
        for (var i = 0; i < count; i++)
        {
            var (shop, at) = (i % shops.Count, Opened + Span * ((i + random.NextDouble()) / count));
            // Those who wait are among the newest, as are those that somebody holds.
            var isNew = i / shops.Count >= scale.OfTenant - 4 * scale.Waiting;
            var client = ClientOf(people[shop], shops[shop], at);
            Matters.Add(new Matter(
                RowId.At(at, random), shops[shop], client, i / shops.Count, random.Next(20) == 0 ? random.Next(shops[shop].Channels.Count) : client.Channel, at,
                random.Next(10) < 7 ? random.Next(shops[shop].Devices.Count) : null,
                random.Next(Scale.LongEvery) == 0 ? Scale.LongMessages : random.Next(2, 2 * Scale.Messages - 1),
                isNew && random.Next(4) == 0, isNew && random.Next(6) == 0 ? random.Next(shops[shop].Operators.Count) : null));
        }

        People = [.. people.Select((p, i) => (shops[i], (IReadOnlyList<Person>)p))];
    }

    /// <summary>In the order of their beginning.</summary>
    public List<Matter> Matters { get; }

    public IReadOnlyList<(Shop Shop, IReadOnlyList<Person> Clients)> People { get; }

    /// <summary>The messages of all conversations as they came, once; each is in its matter when the next is asked for.</summary>
    public IEnumerable<Line> Tell()
    {
        var talks = new PriorityQueue<Matter, DateTimeOffset>();
        var (text, next, number) = (new StringBuilder(), 0, 0);
        while (next < Matters.Count || talks.Count > 0)
        {
            while (next < Matters.Count && (!talks.TryPeek(out _, out var first) || Matters[next].At <= first)) talks.Enqueue(Matters[next], Matters[next++].At);
            talks.TryDequeue(out var matter, out var at);
            var speaker = matter!.Next(random);
            var line = new Line(
                RowId.At(at, random), matter, speaker, Vocabulary.Russian.Say(random, text), at, ++number,
                speaker == Speaker.Client ? null : matter.Shop.Operators[matter.Holder ?? random.Next(matter.Shop.Operators.Count)]);
            matter.Hear(speaker, line.Id, at, line.Text);
            yield return line;
            if (!matter.IsOver) talks.Enqueue(matter, at + Pause());
        }
    }

    // Three of five come with their first matter.
    private Person ClientOf(List<Person> known, Shop shop, DateTimeOffset at)
    {
        if (known.Count > 0 && random.Next(5) >= 3) return known[random.Next(known.Count)];
        known.Add(Person.Next(random, shop.Channels.Count, known.Count, at));
        return known[^1];
    }

    private TimeSpan Pause() => random.Next(20) switch
    {
        0 => TimeSpan.FromHours(24 + 48 * random.NextDouble()),
        < 6 => TimeSpan.FromHours(1 + 9 * random.NextDouble()),
        _ => TimeSpan.FromMinutes(1 + 19 * random.NextDouble()),
    };
}

/// <summary>One message.</summary>
/// <param name="Number">The platform's; none comes twice in a story.</param>
/// <param name="Author">Null for the client.</param>
internal sealed record Line(Guid Id, Matter Matter, Speaker Speaker, string Text, DateTimeOffset At, int Number, Guid? Author);
