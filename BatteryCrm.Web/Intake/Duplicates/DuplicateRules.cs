using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;

namespace BatteryCrm.Web.Intake.Duplicates;

/// <summary>One thing that two clients have in common.</summary>
internal sealed record DuplicateHit(Guid Client, string? Name, Guid Other, string? OtherName, Evidence Evidence);

/// <summary>Two clients who may be one person.</summary>
internal sealed record FoundPair(ClientPair Pair, string Strength, IReadOnlyList<Evidence> Evidence);

/// <summary>What makes of common things a suggestion, and how strong it is; pure.</summary>
internal static class DuplicateRules
{
    private static readonly string[] ByStrength = [EvidenceKinds.Phone, EvidenceKinds.Email, EvidenceKinds.Username, EvidenceKinds.Chat, EvidenceKinds.Device];

    /// <param name="told">Of a client and an other, what was looked at when somebody said that they are two; null in it = they are a family.</param>
    public static IReadOnlyList<FoundPair> Pairs(IEnumerable<DuplicateHit> hits, ILookup<(Guid Client, Guid Other), IReadOnlyList<Evidence>?> told)
    {
        var all = Telling(hits);
        var families = Families(all).Select(g => g.Key).ToHashSet();
        var pairs = new Dictionary<ClientPair, FoundPair>();
        foreach (var common in all.GroupBy(h => (h.Client, h.Other)))
        {
            var evidence = Distinct(common.Select(h => h.Evidence));
            if (IsSilenced(evidence, told[common.Key])) continue;

            // Who of a family he is who gave no name nobody can say.
            var (pair, first) = (ClientPair.Of(common.Key.Client, common.Key.Other), common.First());
            var telling = PersonNames.IsNone(first.Name) || PersonNames.IsNone(first.OtherName) ? evidence.Where(e => !families.Contains((first.Client, Side(e.Kind), e.Value))) : evidence;
            pairs[pair] = new FoundPair(pair, StrengthOf([.. telling], first.Name, first.OtherName), evidence);
        }

        // In one order for all nodes.
        return [.. pairs.Values.OrderBy(p => p.Pair.One).ThenBy(p => p.Pair.Other)];
    }

    /// <summary>Who gave no name and has a value of which it turns out, by somebody with a name, that a family shares it: what was strong for him may be so no more.</summary>
    public static IReadOnlyList<Guid> Doubted(IEnumerable<DuplicateHit> hits) =>
        [.. Families(Telling(hits)).SelectMany(g => g).Where(h => !PersonNames.IsNone(h.Name) && PersonNames.IsNone(h.OtherName)).Select(h => h.Other).Distinct()];

    // Values that few enough have.
    private static List<DuplicateHit> Telling(IEnumerable<DuplicateHit> hits) =>
        [.. hits.GroupBy(h => (h.Client, h.Evidence.Kind, h.Evidence.Value)).Where(g => g.Count() <= DuplicateQuery.MostOfOneValue).SelectMany(g => g)];

    // Values that people with names of two have.
    private static IEnumerable<IGrouping<(Guid Client, string Side, string Value), DuplicateHit>> Families(List<DuplicateHit> hits) => hits
        .GroupBy(h => (h.Client, Side(h.Evidence.Kind), h.Evidence.Value))
        .Where(g => g.Select(h => h.OtherName).Append(g.First().Name).ToList() is var names && names.Exists(one => names.Exists(other => !PersonNames.CanBeOne(one, other))));

    /// <summary>A number or an address may be a family's: it is strong only where the names can be of one person. An account on one platform is one person's whatever he calls himself.</summary>
    public static string StrengthOf(IReadOnlyList<Evidence> evidence, string? name, string? otherName)
    {
        if (evidence.Any(e => e is { Kind: EvidenceKinds.Username, Of: not null })) return Strengths.Strong;
        return evidence.Any(e => e.Kind != EvidenceKinds.Device) && PersonNames.CanBeOne(name, otherName) ? Strengths.Strong : Strengths.Weak;
    }

    // What somebody has looked at does not come back; a device alone says too little to ask again.
    private static bool IsSilenced(IReadOnlyList<Evidence> evidence, IEnumerable<IReadOnlyList<Evidence>?> told)
    {
        var all = told.ToList();
        if (all.Count == 0) return false;
        if (all.Contains(null)) return true;
        var seen = all.SelectMany(t => t!).Select(e => (Side(e.Kind), e.Value)).ToHashSet();
        return evidence.All(e => e.Kind == EvidenceKinds.Device || seen.Contains((Side(e.Kind), e.Value)));
    }

    // A number is the same whether it was typed in a conversation or is on the card by now.
    private static string Side(string kind) => kind == EvidenceKinds.Chat ? EvidenceKinds.Phone : kind;

    // One number is said once, in the stronger way.
    private static List<Evidence> Distinct(IEnumerable<Evidence> evidence) =>
        [.. evidence.OrderBy(e => Array.IndexOf(ByStrength, e.Kind)).ThenBy(e => e.Value, StringComparer.Ordinal).DistinctBy(e => (Side(e.Kind), e.Value))];
}
