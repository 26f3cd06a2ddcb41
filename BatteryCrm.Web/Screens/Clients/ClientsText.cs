using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>What the list can be narrowed by, as people read it.</summary>
internal static class ClientsText
{
    public static readonly IReadOnlyList<LastContact> Contacts = [LastContact.Today, LastContact.Week, LastContact.Month, LastContact.Quarter, LastContact.Older, LastContact.Never];

    public static string Of(LastContact contact) => contact switch
    {
        LastContact.Today => ClientsTexts.ContactToday,
        LastContact.Week => ClientsTexts.ContactWeek,
        LastContact.Month => ClientsTexts.ContactMonth,
        LastContact.Quarter => ClientsTexts.ContactQuarter,
        LastContact.Older => ClientsTexts.ContactOlder,
        LastContact.Never => ClientsTexts.ContactNever,
        _ => string.Empty,
    };

    public static string Of(ClientFacet facet) => facet switch
    {
        ClientFacet.Channel => ClientsTexts.FacetChannel,
        ClientFacet.Mark => ClientsTexts.FacetMark,
        ClientFacet.Source => ClientsTexts.FacetSource,
        _ => ClientsTexts.ColumnTags,
    };

    /// <param name="choices">Null while they are not read: sources and tags have no options then.</param>
    public static IReadOnlyList<(string Value, string Name)> Options(ClientFacet facet, ClientsChoices? choices) => facet switch
    {
        ClientFacet.Channel => [.. Platforms.All.Select(p => (p, PlatformText.NameOf(p)))],
        ClientFacet.Mark => [.. ClientsView.Marks.Select(m => (m, OfMark(m)))],
        ClientFacet.Source => [.. (choices?.Sources ?? []).Select(s => (s.Id.ToString(), s.Name))],
        _ => [.. (choices?.Tags ?? []).Select(t => (t.ToLowerInvariant(), t))],
    };

    /// <summary>Each thing by which the view is narrowed, with the view without it. The text stands in its own box.</summary>
    public static IReadOnlyList<(string Name, ClientsView Without)> Chips(ClientsView view, ClientsChoices? choices)
    {
        var chips = new List<(string, ClientsView)>();
        if (view.Contact is not LastContact.Any) chips.Add((Of(view.Contact), view with { Contact = LastContact.Any }));
        foreach (var facet in Enum.GetValues<ClientFacet>())
            foreach (var value in view.Values(facet))
            {
                var name = Options(facet, choices).FirstOrDefault(o => o.Value == value).Name ?? (facet is ClientFacet.Source ? ClientsTexts.FacetSource : value);
                chips.Add((name, view.Toggle(facet, value)));
            }

        return chips;
    }

    private static string OfMark(string mark) => mark switch
    {
        ClientsView.Verified => ClientsTexts.PhoneVerified,
        ClientsView.Unsubscribed => ClientsTexts.IsUnsubscribed,
        _ => Texts.ClientBlocked,
    };
}
