using System.Collections.Immutable;
using BatteryCrm.Data.Channels;
using Microsoft.AspNetCore.WebUtilities;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>When anything was last said to or by a client.</summary>
public enum LastContact
{
    Any,
    Today,
    Week,
    Month,
    Quarter,

    /// <summary>Before <see cref="Quarter"/>.</summary>
    Older,

    /// <summary>Nothing ever was: imported, or entered by hand.</summary>
    Never,
}

/// <summary>By what clients are told apart that is a choice of several; each is a set in the address.</summary>
public enum ClientFacet
{
    Channel,
    Mark,
    Source,
    Tag,
}

/// <summary>How the list is narrowed and sorted: exactly what stands in its address. Pure; a value.</summary>
/// <param name="Text">A name, number, e-mail, username or tag; empty = all.</param>
public sealed record ClientsView(string Text, LastContact Contact, bool ByName)
{
    public const string Verified = "verified";
    public const string Unsubscribed = "unsubscribed";
    public const string Blocked = "blocked";

    /// <summary>Characters of <see cref="Text"/>.</summary>
    public const int LongestText = 254;

    public static readonly ClientsView All = new(string.Empty, LastContact.Any, ByName: false);

    /// <summary>Marks of a client, as they stand in the address.</summary>
    public static readonly IReadOnlyList<string> Marks = [Verified, Unsubscribed, Blocked];

    // More of one kind nobody picks.
    private const int MostValues = 30;

    private ImmutableSortedDictionary<ClientFacet, ImmutableSortedSet<string>> Facets { get; init; } = ImmutableSortedDictionary<ClientFacet, ImmutableSortedSet<string>>.Empty;

    public bool IsNarrowed => Text.Length > 0 || Contact != LastContact.Any || Facets.Count > 0;

    /// <summary>Without "?"; empty for <see cref="All"/>.</summary>
    public string Query
    {
        get
        {
            var parts = new List<string>();
            if (Text.Length > 0) parts.Add("q=" + Uri.EscapeDataString(Text));
            parts.AddRange(Facets.SelectMany(f => f.Value.Select(v => $"{Word(f.Key)}={Uri.EscapeDataString(v)}")));
            if (Contact != LastContact.Any) parts.Add("contact=" + Contact.ToString().ToLowerInvariant());
            if (ByName) parts.Add("sort=name");
            return string.Join('&', parts);
        }
    }

    /// <summary>What an address says; what it says wrongly is left out.</summary>
    public static ClientsView Of(string uri)
    {
        var at = uri.IndexOf('?', StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(at < 0 ? string.Empty : uri[at..].Split('#')[0]);
        string One(string name) => query.TryGetValue(name, out var value) ? value.ToString() : string.Empty;
        var view = All with
        {
            Text = Cut(One("q")),
            Contact = Enum.TryParse<LastContact>(One("contact"), ignoreCase: true, out var contact) && Enum.IsDefined(contact) ? contact : LastContact.Any,
            ByName = One("sort") == "name",
        };
        foreach (var facet in Enum.GetValues<ClientFacet>())
            foreach (var value in query.TryGetValue(Word(facet), out var values) ? values.Take(MostValues) : [])
                if (value is not null && IsValue(facet, value) && !view.Has(facet, value)) view = view.Toggle(facet, value);
        return view;
    }

    public IReadOnlyCollection<string> Values(ClientFacet facet) => Facets.TryGetValue(facet, out var values) ? values : [];

    public bool Has(ClientFacet facet, string value) => Facets.TryGetValue(facet, out var values) && values.Contains(value);

    public ClientsView Toggle(ClientFacet facet, string value)
    {
        var values = Facets.GetValueOrDefault(facet, ImmutableSortedSet.Create<string>(StringComparer.Ordinal));
        var without = values.Remove(value);
        values = without.Count < values.Count ? without : values.Add(value);
        return this with { Facets = values.IsEmpty ? Facets.Remove(facet) : Facets.SetItem(facet, values) };
    }

    public bool Equals(ClientsView? other) => other is not null && Query == other.Query;

    public override int GetHashCode() => Query.GetHashCode(StringComparison.Ordinal);

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;

    private static string Word(ClientFacet facet) => facet.ToString().ToLowerInvariant();

    private static bool IsValue(ClientFacet facet, string value) => facet switch
    {
        ClientFacet.Channel => Platforms.All.Contains(value),
        ClientFacet.Mark => Marks.Contains(value),
        ClientFacet.Source => Guid.TryParse(value, out _),
        _ => value.Length is > 0 and <= Data.Clients.ClientTag.Longest,
    };
}
