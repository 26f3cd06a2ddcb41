using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Erase;

/// <summary>What became of the wish to erase a person.</summary>
public enum EraseOutcome
{
    Done,

    /// <summary>What was typed is neither his name nor the end of his number.</summary>
    NotConfirmed,

    /// <summary>An operator may not.</summary>
    NotYours,

    /// <summary>There is no such client, or he has been erased.</summary>
    Gone,
}

/// <param name="Counts">Null unless it was done.</param>
public sealed record EraseResult(EraseOutcome Outcome, ErasedCounts? Counts = null);

/// <summary>An erasure that was made.</summary>
public sealed record MadeErasure(DateTimeOffset At, string? By, string Reason);

/// <summary>Makes a person unknown, for managers and admins.</summary>
public sealed class EraseActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    private const int Digits = 4;

    public bool MayErase => current.Identity.IsManager;

    /// <returns>Null when the tenant has no such client.</returns>
    public async Task<ErasurePreview?> PreviewAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await ClientErasing.PreviewAsync(db, clientId, cancellation);
    }

    /// <returns>Null when he was not erased.</returns>
    public async Task<MadeErasure?> MadeAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await (
            from e in db.ClientErasures
            join o in db.Operators on e.OperatorId equals o.Id
            where e.ClientId == clientId
            select new MadeErasure(e.CreatedAt, o.Name ?? o.UserName, e.Reason)).FirstOrDefaultAsync(cancellation);
    }

    /// <param name="typed">His name, or the last digits of his number: proof that this is who is meant.</param>
    /// <param name="reason">How it was asked for.</param>
    public async Task<EraseResult> EraseAsync(Guid clientId, string typed, string reason, CancellationToken cancellation)
    {
        if (!current.MayAsManager()) return new EraseResult(EraseOutcome.NotYours);
        if (await PreviewAsync(clientId, cancellation) is not { ErasedAt: null } person) return new EraseResult(EraseOutcome.Gone);
        if (!Confirms(person, typed)) return new EraseResult(EraseOutcome.NotConfirmed);
        var why = StorableText.Of(reason).Trim();
        if (why.Length > ClientErasure.LongestReason) why = StorableText.Of(why[..ClientErasure.LongestReason]).TrimEnd();
        return await ClientErasing.EraseAsync(factory, clientId, current.Id, why, cancellation) is { } counts ? new EraseResult(EraseOutcome.Done, counts) : new EraseResult(EraseOutcome.Gone);
    }

    /// <summary>The end of his number; null when there is none that long.</summary>
    internal static string? LastDigits(ErasurePreview person)
    {
        var digits = string.Concat((person.Phone ?? string.Empty).Where(char.IsAsciiDigit));
        return digits.Length < Digits ? null : digits[^Digits..];
    }

    // Who has neither is confirmed by the word that the page shows.
    internal static bool Confirms(ErasurePreview person, string typed)
    {
        var words = Folded(typed);
        if (words.Length == 0) return false;
        var (name, digits) = (Folded(person.Name ?? string.Empty), LastDigits(person));
        if (name.Length == 0 && digits is null) return string.Equals(words, Folded(EraseTexts.Word), StringComparison.OrdinalIgnoreCase);
        return (name.Length > 0 && string.Equals(words, name, StringComparison.OrdinalIgnoreCase)) || words == digits;
    }

    private static string Folded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
