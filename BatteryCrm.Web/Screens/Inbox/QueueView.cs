using System.Globalization;
using BatteryCrm.Data.Appeals;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>By what a tab is narrowed.</summary>
public enum QueueFacet
{
    /// <summary>The channel in which the client wrote last; ids.</summary>
    Channel,

    /// <summary>Words of <see cref="QueueView.StageWords"/>.</summary>
    Stage,

    /// <summary>Who holds the appeal: ids, <see cref="QueueView.Me"/> or <see cref="QueueView.Nobody"/>.</summary>
    Holder,

    /// <summary>Ids, or <see cref="QueueView.Nobody"/> for an appeal without one.</summary>
    Deal,

    /// <summary><see cref="QueueView.Snoozed"/> alone.</summary>
    State,
}

/// <summary>
/// What a queue shows and in which order: a tab, narrowed by filters. All of it stands in the address, so that a link, "back" and a saved view do what they say.
/// Two views are the same when their addresses are.
/// </summary>
public sealed record QueueView
{
    public const string Me = "me";
    public const string Nobody = "none";
    public const string Snoozed = "snoozed";

    /// <summary>Days of a period that ends now.</summary>
    public static readonly IReadOnlyList<int> Periods = [1, 7, 30];

    /// <summary>The stages as they stand in an address, in their order.</summary>
    public static readonly IReadOnlyDictionary<string, string> StageWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["first-contact"] = Stages.FirstContact, ["gathering"] = Stages.Gathering, ["gathered"] = Stages.Gathered, ["price-sent"] = Stages.PriceSent,
        ["confirmed"] = Stages.Confirmed, ["qr-sent"] = Stages.QrSent, ["came"] = Stages.Came, ["in-work"] = Stages.InWork,
        ["completed"] = Stages.Completed, ["cancelled"] = Stages.Cancelled,
    };

    // Of one kind; so that every view can be kept (saved_views.query).
    private const int MostValues = 10;
    private static readonly string[] FacetWords = ["channel", "stage", "holder", "deal", "state"];

    private readonly IReadOnlyDictionary<QueueFacet, IReadOnlyList<string>> values;

    private QueueView(QueueTab tab, IReadOnlyDictionary<QueueFacet, IReadOnlyList<string>> values, int? days, DateOnly? from, DateOnly? to, bool isNewestFirst)
    {
        // What is put off waits for nobody: it stands among all.
        Tab = tab == QueueTab.Waiting && values.ContainsKey(QueueFacet.State) ? QueueTab.All : tab;
        (this.values, Days, From, To) = (values, days, days is null ? from : null, days is null ? to : null);
        IsNewestFirst = Tab != QueueTab.Waiting || isNewestFirst;
        Query = QueryOf();
    }

    public QueueTab Tab { get; }

    /// <summary>The last message is at most so many days old, today being one; null = <see cref="From"/> and <see cref="To"/> decide.</summary>
    public int? Days { get; }

    /// <summary>The first day of the last message, in the tenant's zone; null = any.</summary>
    public DateOnly? From { get; }

    /// <summary>Its last day.</summary>
    public DateOnly? To { get; }

    /// <summary>By the last message, the newest first; else by how long the client waits. Only Без ответа knows the other order.</summary>
    public bool IsNewestFirst { get; }

    /// <summary>Everything but the path, without "?"; empty for the first tab as it is.</summary>
    public string Query { get; }

    public bool IsNarrowed => values.Count > 0 || Days is not null || From is not null || To is not null;

    /// <summary>A tab as it is.</summary>
    public static QueueView Of(QueueTab tab) => new(tab, new Dictionary<QueueFacet, IReadOnlyList<string>>(), days: null, from: null, to: null, isNewestFirst: false);

    public static implicit operator QueueView(QueueTab tab) => Of(tab);

    /// <summary>What an address says; unknown words are passed over.</summary>
    /// <param name="read">The value behind a name; null when it is not there.</param>
    public static QueueView Parse(Func<string, string?> read)
    {
        var chosen = new Dictionary<QueueFacet, IReadOnlyList<string>>();
        foreach (var facet in Enum.GetValues<QueueFacet>())
        {
            var known = (read(FacetWords[(int)facet]) ?? string.Empty).Split(',').Where(v => IsKnown(facet, v)).Select(Plain).Distinct(StringComparer.Ordinal).Take(MostValues).ToList();
            if (known.Count > 0) chosen[facet] = known;
        }

        var days = int.TryParse(read("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var some) && Periods.Contains(some) ? some : (int?)null;
        return new QueueView(QueueTabs.Parse(read("tab")), chosen, days, Day(read("from")), Day(read("to")), read("sort") == "newest");
    }

    /// <summary>A view as it was kept: its <see cref="Query"/>.</summary>
    public static QueueView ParseQuery(string query)
    {
        var pairs = query.Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).GroupBy(p => p[0], StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Uri.UnescapeDataString(g.First()[1]), StringComparer.Ordinal);
        return Parse(name => pairs.GetValueOrDefault(name));
    }

    public IReadOnlyList<string> Values(QueueFacet facet) => values.GetValueOrDefault(facet, []);

    public bool Has(QueueFacet facet, string value) => Values(facet).Contains(value);

    /// <summary>The same with a value more or, when it was there, less.</summary>
    public QueueView Toggle(QueueFacet facet, string value)
    {
        var next = new Dictionary<QueueFacet, IReadOnlyList<string>>(values);
        IReadOnlyList<string> changed = Has(facet, value) ? [.. Values(facet).Where(v => v != value)] : [.. Values(facet).TakeLast(MostValues - 1), value];
        if (changed.Count > 0) next[facet] = changed;
        else next.Remove(facet);
        return new QueueView(Tab, next, Days, From, To, IsNewestFirst);
    }

    /// <summary>The same in another tab; Без ответа knows nothing that is put off.</summary>
    public QueueView In(QueueTab tab) => new(
        tab, tab == QueueTab.Waiting ? values.Where(v => v.Key != QueueFacet.State).ToDictionary(v => v.Key, v => v.Value) : values, Days, From, To, isNewestFirst: false);

    public QueueView Within(int? days) => new(Tab, values, days, from: null, to: null, IsNewestFirst);

    public QueueView Between(DateOnly? from, DateOnly? to) => new(Tab, values, days: null, from, to, IsNewestFirst);

    public QueueView Sorted(bool newestFirst) => new(Tab, values, Days, From, To, newestFirst);

    public bool Equals(QueueView? other) => other is not null && string.Equals(Query, other.Query, StringComparison.Ordinal);

    public override int GetHashCode() => Query.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Query;

    private static bool IsKnown(QueueFacet facet, string value) => facet switch
    {
        QueueFacet.Stage => StageWords.ContainsKey(value),
        QueueFacet.State => value == Snoozed,
        QueueFacet.Holder => value is Me or Nobody || Guid.TryParse(value, out _),
        QueueFacet.Deal => value == Nobody || Guid.TryParse(value, out _),
        _ => Guid.TryParse(value, out _),
    };

    // An id has one spelling here, as rows have.
    private static string Plain(string value) => Guid.TryParse(value, out var id) ? id.ToString() : value;

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string QueryOf()
    {
        var parts = new List<(string Name, string? Value)> { ("tab", Tab.Word()) };
        foreach (var facet in Enum.GetValues<QueueFacet>())
            parts.Add((FacetWords[(int)facet], Values(facet) is { Count: > 0 } some ? string.Join(',', some.Order(StringComparer.Ordinal)) : null));
        parts.Add(("days", Days?.ToString(CultureInfo.InvariantCulture)));
        parts.Add(("from", Text(From)));
        parts.Add(("to", Text(To)));
        parts.Add(("sort", Tab == QueueTab.Waiting && IsNewestFirst ? "newest" : null));
        return string.Join('&', parts.Where(p => p.Value is not null).Select(p => $"{p.Name}={p.Value}"));
    }
}
