using System.Globalization;
using System.Text.RegularExpressions;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Appeals;

/// <summary>The rule that an answer with the appeal's price moves it to "Цена отправлена". Works inside the caller's transaction, after the answer was written.</summary>
public static partial class SentPrice
{
    /// <summary>
    /// A sum that was inserted from the price list becomes the appeal's estimate; that sum, or the estimate that stood there, before ₽ or "руб" is a sent price. Moves forward only.
    /// </summary>
    /// <param name="offerId">The row of the price list that was inserted; null without one.</param>
    /// <returns>Whether a price was sent.</returns>
    public static async Task<bool> NoteAsync(CrmDb db, Guid appealId, string text, Guid? offerId, Guid? operatorId, DateTimeOffset now, CancellationToken cancellation)
    {
        var sums = Sums(text);
        if (sums.Count == 0) return false;
        var appeal = await db.Appeals.Where(a => a.Id == appealId).Select(a => new { a.Stage, a.EstimatedCost, a.ClientParts }).SingleAsync(cancellation);
        var offer = offerId is null ? null : await db.Services.Where(s => s.Id == offerId && s.IsActive)
            .Select(s => new { s.Id, Sum = appeal.ClientParts ? s.LabourRub : s.PriceRub, s.DurationMinutes, s.MalfunctionType }).SingleOrDefaultAsync(cancellation);

        if (offer?.Sum is { } sum && sums.Contains(sum))
        {
            await db.Appeals.Where(a => a.Id == appealId).ExecuteUpdateAsync(
                a => a.SetProperty(x => x.EstimatedCost, sum).SetProperty(x => x.EstimatedTime, offer.DurationMinutes)
                    .SetProperty(x => x.MalfunctionType, offer.MalfunctionType).SetProperty(x => x.UpdatedAt, now),
                cancellation);
            db.OperatorActions.Add(new OperatorAction
            {
                TenantId = db.TenantId, OperatorId = operatorId, ContextAppealId = appealId, ActionType = ActionTypes.PriceSet,
                Details = ActionDetails.Price(appeal.EstimatedCost, sum, offer.Id), CreatedAt = now,
            });
        }
        else if (appeal.EstimatedCost is not { } estimate || !sums.Contains(estimate))
        {
            return false;
        }

        if (Stages.IsForward(appeal.Stage, Stages.PriceSent))
            await StageMoves.MoveAsync(db, appealId, appeal.Stage, Stages.PriceSent, operatorId, automatic: true, "price_sent", now, cancellation);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>The sums of a text: numbers before ₽ or "руб", thousands parted by spaces of any kind.</summary>
    public static IReadOnlySet<decimal> Sums(string text) =>
        Sum().Matches(text).Select(m => decimal.Parse(string.Concat(m.Groups["sum"].Value.Where(c => !char.IsWhiteSpace(c))).Replace(',', '.'), CultureInfo.InvariantCulture)).ToHashSet();

    // Each digit has one place in it, so a text is read once; the bound in time is there all the same.
    [GeneratedRegex(@"(?<![\d.,])(?<sum>(\d{1,3}(\s\d{3})+|\d{1,9})([.,]\d{1,2})?)\s*(₽|руб)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sum();
}
