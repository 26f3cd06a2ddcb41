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

        // What a finished repair cost is what reports count: words alone do not change it.
        if (Stages.IsFinal(appeal.Stage)) return false;
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

    /// <summary>The sums of a text: numbers before ₽ or "руб", thousands parted by blanks. What is no sum of roubles is passed over: an answer never fails by its words.</summary>
    public static IReadOnlySet<decimal> Sums(string text)
    {
        var sums = new HashSet<decimal>();
        foreach (Match match in Sum().Matches(text))
            if (decimal.TryParse(string.Concat(match.Groups["sum"].Value.Where(c => !char.IsWhiteSpace(c))).Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum))
                sums.Add(sum);
        return sums;
    }

    // Blanks of one line only, and no number that hangs on a letter: of "A52 900 ₽" the sum is 900.
    [GeneratedRegex(@"(?<![\p{L}\d.,])(?<sum>([0-9]{1,3}([ \u00a0\u202f][0-9]{3}){1,2}|[0-9]{1,7})([.,][0-9]{1,2})?)[ \u00a0\u202f]?(₽|руб)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sum();
}
