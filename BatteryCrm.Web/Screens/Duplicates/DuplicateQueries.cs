using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Duplicates;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Duplicates;

/// <summary>Two clients who may be one person.</summary>
/// <param name="Id">Of the candidate.</param>
/// <param name="Strength">One of <see cref="Strengths"/>.</param>
public sealed record DuplicateRow(Guid Id, DuplicatePerson One, DuplicatePerson Other, string Strength, IReadOnlyList<Evidence> Evidence, DateTimeOffset FoundAt)
{
    /// <summary>A number speaks for it, which a family may share.</summary>
    public bool MayBeFamily => Evidence.Any(e => e.Kind is EvidenceKinds.Phone or EvidenceKinds.Chat);

    public bool IsStrong => Strength == Strengths.Strong;

    public DuplicateKey Key => new(Strength, FoundAt, Id);
}

/// <param name="Platforms">On which he is known, in the order of <see cref="Data.Channels.Platforms.All"/>.</param>
/// <param name="LastAt">When anything was last said with him; null when nothing was.</param>
public sealed record DuplicatePerson(Guid Id, string? Name, string? Phone, IReadOnlyList<string> Platforms, int Appeals, DateTimeOffset? LastAt);

/// <summary>The place of a pair in the list: the strong first, the newest first.</summary>
public sealed record DuplicateKey(string Strength, DateTimeOffset FoundAt, Guid Id);

/// <summary>Some pairs in their order.</summary>
public sealed record DuplicatePage(IReadOnlyList<DuplicateRow> Rows, bool HasMore);

/// <summary>The pairs of this tenant, by ix_duplicate_candidates_inbox.</summary>
public sealed class DuplicateQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Pairs of one page.</summary>
    public const int PageSize = 50;

    /// <param name="after">The last pair of the page before; null starts at the first.</param>
    public async Task<DuplicatePage> PageAsync(bool onlyStrong, DuplicateKey? after, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = new List<DuplicateCandidate>();
        foreach (var strength in (string[])[Strengths.Strong, Strengths.Weak])
        {
            // One strength after the other: each is a walk of its own over the index.
            if (read.Count > PageSize || (onlyStrong && strength == Strengths.Weak) || (after?.Strength == Strengths.Weak && strength == Strengths.Strong)) continue;
            var some = db.DuplicateCandidates.AsNoTracking().Where(d => d.Strength == strength);
            if (after is { FoundAt: var at, Id: var id } && after.Strength == strength)
                some = some.Where(d => EF.Functions.LessThan(ValueTuple.Create(d.FoundAt, d.Id), ValueTuple.Create(at, id)));
            read.AddRange(await some.OrderByDescending(d => d.FoundAt).ThenByDescending(d => d.Id).Take(PageSize + 1 - read.Count).ToListAsync(cancellation));
        }

        var shown = read.Take(PageSize).ToList();
        var people = await PeopleAsync(db, [.. shown.SelectMany(d => (Guid[])[d.OneClientId, d.OtherClientId]).Distinct()], cancellation);
        return new DuplicatePage([.. shown.Select(d => new DuplicateRow(d.Id, people[d.OneClientId], people[d.OtherClientId], d.Strength, Evidence.Read(d.Evidence), d.FoundAt))], read.Count > PageSize);
    }

    private static async Task<Dictionary<Guid, DuplicatePerson>> PeopleAsync(CrmDb db, List<Guid> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0) return [];
        var read = await db.Clients.Where(c => ids.Contains(c.Id)).Select(c => new
        {
            c.Id, c.Name, c.Phone,
            Platforms = db.ClientIdentities.Where(i => i.ClientId == c.Id).Select(i => i.Platform).Distinct().ToList(),
            Appeals = db.Appeals.Count(a => a.ClientId == c.Id),
            LastAt = (from a in db.Appeals join v in db.AppealActivity on a.Id equals v.AppealId where a.ClientId == c.Id select v.LastMessageAt).Max(),
        }).ToListAsync(cancellation);
        return read.ToDictionary(c => c.Id, c => new DuplicatePerson(c.Id, c.Name, c.Phone, [.. Data.Channels.Platforms.All.Where(c.Platforms.Contains)], c.Appeals, c.LastAt));
    }
}
